package capstan.cublas.driver;

/** A point in a {@link Stream} that others can wait for. Destroyed once. */
public final class Event implements Owned.Thing {
  private final CudaStreams cuda;
  private long event;

  /** A new event. */
  public Event(CudaStreams cuda) {
    this.cuda = cuda;
    event = cuda.cudaEventCreate();
  }

  long address() {
    return event;
  }

  /** Returns when the device has come this far. */
  public void synchronize() {
    cuda.cudaEventSynchronize(event);
  }

  /** Milliseconds from another event; both must have happened. */
  public float millisecondsSince(Event start) {
    return cuda.cudaEventElapsedTime(start.event, event);
  }

  @Override
  public void close() {
    cuda.cudaEventDestroy(event);
    event = 0;
  }
}
