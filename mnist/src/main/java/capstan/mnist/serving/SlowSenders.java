package capstan.mnist.serving;

import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;

/**
 * Closes connections whose request does not arrive: one that sends a byte now and then is never
 * idle, and would be kept for ever. Requests that have arrived, and connections that are kept open
 * for the next one, are left alone.
 */
final class SlowSenders extends ScheduledExecutorScheduler implements Connection.Listener {
  private static final Duration LOOK = Duration.ofSeconds(1);

  private final long patience;
  private final Map<Connection, Progress> connections = new ConcurrentHashMap<>();

  /**
   * What was seen of a connection when a request had last arrived.
   *
   * @param messages that had arrived
   * @param bytes that had come
   * @param nanos when
   */
  private record Progress(long messages, long bytes, long nanos) {
    static Progress of(Connection connection) {
      return new Progress(connection.getMessagesIn(), connection.getBytesIn(), System.nanoTime());
    }
  }

  /**
   * With a bound.
   *
   * @param patience from the first byte of a request to its last
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
    for (Iterator<Map.Entry<Connection, Progress>> each = connections.entrySet().iterator();
        each.hasNext(); ) {
      Map.Entry<Connection, Progress> entry = each.next();
      Progress now = Progress.of(entry.getKey());
      Progress before = entry.getValue();
      if (now.messages != before.messages || now.bytes == before.bytes) {
        entry.setValue(now);
      } else if (now.nanos - before.nanos > patience) {
        each.remove();
        entry.getKey().getEndPoint().close();
      }
    }
    schedule(this::look, LOOK.toMillis(), java.util.concurrent.TimeUnit.MILLISECONDS);
  }

  @Override
  public void onOpened(Connection connection) {
    connections.put(connection, Progress.of(connection));
  }

  @Override
  public void onClosed(Connection connection) {
    connections.remove(connection);
  }
}
