package capstan.cublas.driver;

import java.lang.foreign.MemorySegment;

/**
 * A block of the processor's memory that stays where it is, so that the device copies from it and
 * to it by itself while the processor works. Freed once.
 */
public final class PinnedMemory implements Owned.Thing {
  private final CudaRuntime cuda;
  private final long bytes;
  private MemorySegment segment;

  /**
   * New memory with unspecified contents.
   *
   * @throws CublasException if there is not enough
   */
  @SuppressWarnings("restricted") // CUDA says how long the memory is, namely as long as asked for
  PinnedMemory(CudaRuntime cuda, long bytes) {
    this.cuda = cuda;
    this.bytes = bytes;
    segment = MemorySegment.ofAddress(cuda.cudaHostAlloc(bytes)).reinterpret(bytes);
  }

  long bytes() {
    return bytes;
  }

  /** The memory, for the processor. */
  public MemorySegment segment() {
    if (segment == null) {
      throw new IllegalStateException("this pinned memory has been freed");
    }
    return segment;
  }

  @Override
  public void close() {
    if (segment != null) {
      long freed = segment.address();
      segment = null;
      cuda.cudaFreeHost(freed);
    }
  }
}
