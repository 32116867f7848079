package capstan.cublas.driver;

/** A block of the device's memory, freed once. Java never reads or writes it. */
public final class DeviceMemory implements Owned.Thing {
  private final CudaRuntime cuda;
  private final long bytes;
  private long address;

  /**
   * New memory with unspecified contents.
   *
   * @throws CublasException if there is not enough
   */
  DeviceMemory(CudaRuntime cuda, long bytes) {
    this.cuda = cuda;
    this.bytes = bytes;
    address = cuda.cudaMalloc(bytes);
  }

  /** Its size. */
  public long bytes() {
    return bytes;
  }

  /** Where it begins, for the device. */
  public long address() {
    if (address == 0) {
      throw new IllegalStateException("this device memory has been freed");
    }
    return address;
  }

  @Override
  public void close() {
    if (address != 0) {
      long freed = address;
      address = 0;
      cuda.cudaFree(freed);
    }
  }
}
