package capstan.mnist.serving;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.io.ssl.SslHandshakeListener;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;

/**
 * Closes connections on which the head of a request, or a handshake, does not arrive: one that
 * sends a byte now and then is never idle, and would be kept for ever. Requests that have arrived
 * are left alone however long their answers take, as are connections that are kept open for the
 * next one; bodies are {@link Exchange}'s.
 */
final class SlowSenders extends ScheduledExecutorScheduler implements Connection.Listener {
  private static final Duration LOOK = Duration.ofSeconds(1);

  private final long patience;
  private final Map<Connection, Progress> connections = new ConcurrentHashMap<>();

  /**
   * What was seen of a connection when it last waited for a request, or had one.
   *
   * @param requests that had arrived
   * @param answers that had been given
   * @param bytes that had come
   * @param nanos when
   */
  private record Progress(long requests, long answers, long bytes, long nanos) {
    static Progress of(Connection connection) {
      return new Progress(
          connection.getMessagesIn(),
          connection.getMessagesOut(),
          connection.getBytesIn(),
          System.nanoTime());
    }

    /** Whether nothing has come since but a part of a request's head. */
    boolean isArriving(Progress now) {
      return now.requests == requests
          && now.answers == answers
          && requests == answers
          && now.bytes != bytes;
    }
  }

  /**
   * With a bound.
   *
   * @param patience from the first byte of a request to the last of its head
   */
  SlowSenders(Duration patience) {
    super("capstan-connections", true);
    this.patience = patience.toNanos();
  }

  @Override
  protected void doStart() throws Exception {
    super.doStart();
    look();
  }

  private void look() {
    connections.forEach(
        (connection, before) -> {
          Progress now = Progress.of(connection);
          if (!before.isArriving(now)) {
            // Unless it was closed meanwhile, and forgotten.
            connections.replace(connection, now);
          } else if (now.nanos - before.nanos > patience) {
            connections.remove(connection);
            connection.getEndPoint().close();
          }
        });
    schedule(this::look, LOOK.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void onOpened(Connection connection) {
    connections.put(connection, Progress.of(connection));
    if (connection instanceof SslConnection encrypted) {
      encrypted.addHandshakeListener(
          new SslHandshakeListener() {
            @Override
            public void handshakeSucceeded(Event event) {
              // Requests come through a connection inside of it, which is watched too.
              connections.remove(connection);
            }
          });
    }
  }

  @Override
  public void onClosed(Connection connection) {
    connections.remove(connection);
  }
}
