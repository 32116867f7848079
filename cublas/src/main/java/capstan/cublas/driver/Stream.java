package capstan.cublas.driver;

/**
 * Work that the device does in order, by itself: every method but {@link #synchronize} returns
 * before the device is done. Destroyed once.
 */
public final class Stream implements Owned.Thing {
  private final CudaStreams cuda;
  private long stream;

  /** A new stream. */
  public Stream(CudaStreams cuda) {
    this.cuda = cuda;
    stream = cuda.cudaStreamCreateWithFlags();
  }

  /** The stream's handle. */
  public long address() {
    return stream;
  }

  /** Copies to the device; the source must stay as it is until the stream has come past. */
  public void copyToDevice(long target, PinnedMemory source, long offset, long bytes) {
    cuda.cudaMemcpyAsync(
        target, source.segment().address() + offset, bytes, CudaStreams.TO_DEVICE, stream);
  }

  /** Copies from the device; the target may be read once the stream has come past. */
  public void copyToHost(PinnedMemory target, long offset, long source, long bytes) {
    cuda.cudaMemcpyAsync(
        target.segment().address() + offset, source, bytes, CudaStreams.TO_HOST, stream);
  }

  /** Sets device memory to zero. */
  public void clear(long address, long bytes) {
    cuda.cudaMemsetAsync(address, 0, bytes, stream);
  }

  /** Makes the event happen when the stream has come this far. */
  public void record(Event event) {
    cuda.cudaEventRecord(event.address(), stream);
  }

  /** Holds the stream here until the event has happened. */
  public void await(Event event) {
    cuda.cudaStreamWaitEvent(stream, event.address());
  }

  /** Returns when all that the stream was given is done. */
  public void synchronize() {
    cuda.cudaStreamSynchronize(stream);
  }

  @Override
  public void close() {
    cuda.cudaStreamDestroy(stream);
    stream = 0;
  }
}
