package capstan.cublas;

import capstan.cublas.driver.CudaStreams;
import capstan.cublas.driver.Event;
import capstan.cublas.driver.Owned;
import capstan.cublas.driver.Stream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Measures spans of the device's work with pairs of events, where a measurement was asked for;
 * otherwise its methods do nothing.
 */
final class DeviceClock implements Owned.Thing {
  private final CudaStreams cuda;
  private final DeviceTimes times;
  private final List<Span> running = new ArrayList<>();
  private final List<Span> spare = new ArrayList<>();
  private final Owned events = new Owned();

  DeviceClock(CudaStreams cuda, Optional<DeviceTimes> times) {
    this.cuda = cuda;
    this.times = times.orElse(null);
  }

  private final class Span {
    private final Event start = events.add(new Event(cuda));
    private final Event end = events.add(new Event(cuda));
    private boolean transfer;
  }

  /** Begins a span of copies. */
  void beginTransfer(Stream stream, long bytesToDevice, long bytesToHost) {
    if (times != null) {
      times.bytesToDevice += bytesToDevice;
      times.bytesToHost += bytesToHost;
      begin(stream, true);
    }
  }

  /** Begins a span of products. */
  void beginProducts(Stream stream) {
    if (times != null) {
      begin(stream, false);
    }
  }

  private void begin(Stream stream, boolean transfer) {
    Span span = spare.isEmpty() ? new Span() : spare.removeLast();
    span.transfer = transfer;
    stream.record(span.start);
    running.add(span);
  }

  /** Ends the span that was begun last. */
  void end(Stream stream) {
    if (times != null) {
      stream.record(running.getLast().end);
    }
  }

  /** Counts operations of a product. */
  void count(double flops) {
    if (times != null) {
      times.flops += flops;
    }
  }

  /** Time for {@link #waited}. */
  long now() {
    return times == null ? 0 : System.nanoTime();
  }

  /** Says that the calling thread has waited since then. */
  void waited(long since) {
    if (times != null) {
      times.waitSeconds += (System.nanoTime() - since) * 1e-9;
    }
  }

  /** Adds up all spans, which must be over. */
  void collect() {
    for (Span span : running) {
      double seconds = span.end.millisecondsSince(span.start) * 1e-3;
      if (span.transfer) {
        times.transferSeconds += seconds;
      } else {
        times.productSeconds += seconds;
      }
    }
    forget();
  }

  /** Drops spans that a failure cut short. */
  void forget() {
    spare.addAll(running);
    running.clear();
  }

  @Override
  public void close() {
    events.close();
  }
}
