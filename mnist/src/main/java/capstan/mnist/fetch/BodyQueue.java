package capstan.mnist.fetch;

import java.io.IOException;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Hands the bytes of an answer to the thread that waits for them, which can give up waiting: the
 * client's own input stream would wait for a silent server for ever.
 */
final class BodyQueue implements Flow.Subscriber<List<ByteBuffer>>, AutoCloseable {

  /** What arrives: some bytes, or none and perhaps the reason why there are no more. */
  private record Arrival(List<ByteBuffer> bytes, Throwable failure) {}

  private static final Arrival END = new Arrival(List.of(), null);

  private final LinkedBlockingQueue<Arrival> arrivals = new LinkedBlockingQueue<>();
  private volatile Flow.Subscription subscription;

  @Override
  public void onSubscribe(Flow.Subscription newSubscription) {
    subscription = newSubscription;
    newSubscription.request(1);
  }

  @Override
  public void onNext(List<ByteBuffer> bytes) {
    arrivals.add(new Arrival(bytes, null));
  }

  @Override
  public void onError(Throwable failure) {
    arrivals.add(new Arrival(List.of(), failure));
  }

  @Override
  public void onComplete() {
    arrivals.add(END);
  }

  /**
   * The next bytes; an empty list at the end.
   *
   * @param longest how long to wait for them
   * @throws HttpTimeoutException if none come
   * @throws IOException if the connection breaks
   */
  List<ByteBuffer> next(Duration longest) throws IOException, InterruptedException {
    Arrival arrival = arrivals.poll(longest.toMillis(), TimeUnit.MILLISECONDS);
    if (arrival == null) {
      throw new HttpTimeoutException("no more bytes for " + longest.toSeconds() + " s");
    }
    if (arrival.failure != null) {
      throw new IOException(arrival.failure.getMessage(), arrival.failure);
    }
    if (!arrival.bytes.isEmpty()) {
      subscription.request(1);
    }
    return arrival.bytes;
  }

  /** Wants no more. */
  @Override
  public void close() {
    if (subscription != null) {
      subscription.cancel();
    }
  }
}
