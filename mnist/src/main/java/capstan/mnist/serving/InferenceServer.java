package capstan.mnist.serving;

import capstan.core.kernel.Backend;
import capstan.mnist.report.RunPages;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * Networks that answer over HTTP, in this process: Jetty takes the requests, each on a virtual
 * thread, and the {@link Engine} computes.
 */
public final class InferenceServer implements AutoCloseable {
  /** Kept, as the JVM's own logging forgets settings of loggers that nobody holds. */
  private static final Logger JETTY = Logger.getLogger("org.eclipse.jetty");

  private final Server server = new Server(threads());
  private final Engine engine;
  private final ServedModels models;
  private final ServerConnector connector;
  private final boolean secure;

  /**
   * How networks are computed.
   *
   * @param most images of a batch
   * @param mostWaiting images that may wait
   * @param mostWait how long a batch is waited for that could be larger
   */
  public record Batching(int most, int mostWaiting, Duration mostWait) {}

  /**
   * Records the networks and begins to answer.
   *
   * @param sources the networks
   * @param backend what computes; closed with the server
   * @param batching how networks are computed
   * @param settings how it is reached
   * @param runs folder of the runs that its pages show, be it there or not
   * @param say receives a line about whatever is worth one
   * @throws IOException if the address cannot be had, or a network cannot be recorded; the message
   *     is one line
   */
  public InferenceServer(
      List<NetworkSource> sources,
      Backend backend,
      Batching batching,
      ServerSettings settings,
      Path runs,
      Consumer<String> say)
      throws IOException {
    // What befalls a connection is the client's affair, and a failure of ours is told by a line.
    JETTY.setLevel(Level.OFF);
    ServerMetrics metrics = new ServerMetrics();
    engine = new Engine(backend, batching.mostWaiting(), batching.mostWait(), metrics);
    secure = settings.keyStore().isPresent();
    connector = connector(settings);
    try {
      models = new ServedModels(sources, batching.most(), engine, say);
      Router router =
          new Router(
              settings,
              models,
              new InferenceProtocol(models, engine, settings),
              new Predictions(engine),
              new RunPages(runs),
              metrics,
              say);
      server.addConnector(connector);
      server.addBean(new NetworkConnectionLimit(settings.mostConnections(), connector));
      server.setHandler(new GracefulHandler(router));
      server.setErrorHandler(new Refusals());
      server.setStopTimeout(ServerSettings.FAREWELL.toMillis());
      server.start();
    } catch (Exception failure) {
      close();
      throw failure instanceof IOException known
          ? new IOException(settings.host() + ":" + settings.port() + ": " + reason(known), known)
          : new IOException("the server cannot begin: " + failure.getMessage(), failure);
    }
  }

  /** The last of the causes: Jetty tells first what it tried. */
  private static String reason(Throwable failure) {
    if (failure.getCause() != null) {
      return reason(failure.getCause());
    }
    return failure.getMessage() == null ? "no address of this machine" : failure.getMessage();
  }

  private static QueuedThreadPool threads() {
    QueuedThreadPool threads = new QueuedThreadPool();
    threads.setName("capstan-http");
    threads.setVirtualThreadsExecutor(Executors.newVirtualThreadPerTaskExecutor());
    threads.setDaemon(true);
    return threads;
  }

  private ServerConnector connector(ServerSettings settings) {
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setIdleTimeout(settings.patience().toMillis());
    HttpConnectionFactory plain = new HttpConnectionFactory(http);
    ServerConnector made;
    if (settings.keyStore().isPresent()) {
      http.addCustomizer(new SecureRequestCustomizer(false));
      SslContextFactory.Server ssl = new SslContextFactory.Server();
      ssl.setKeyStorePath(settings.keyStore().get().file().toString());
      ssl.setKeyStorePassword(settings.keyStore().get().password());
      made = new ServerConnector(server, new SslConnectionFactory(ssl, plain.getProtocol()), plain);
    } else {
      made = new ServerConnector(server, plain);
    }
    made.setHost(settings.host());
    made.setPort(settings.port());
    made.setIdleTimeout(settings.patience().toMillis());
    made.addBean(new SlowSenders(settings.patience()));
    return made;
  }

  /** Where it answers, such as {@code http://127.0.0.1:8080}. */
  public URI address() {
    String host = connector.getHost();
    String shown = host.contains(":") ? "[" + host + "]" : host;
    return URI.create(
        "%s://%s:%d".formatted(secure ? "https" : "http", shown, connector.getLocalPort()));
  }

  /** Looks for newer checkpoints from now on. */
  public void watch() {
    models.watch();
  }

  /** Finishes what is under way, takes nothing new, and closes the backend. */
  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception late) {
      // What was not finished in time is given up.
      JETTY.log(Level.FINE, "stopped", late);
    }
    engine.close();
  }

  /** What Jetty itself refuses, such as a request that is no HTTP, in the form of our refusals. */
  private static final class Refusals extends ErrorHandler {
    @Override
    public boolean handle(Request request, Response response, Callback callback) {
      Object reason = request.getAttribute(ErrorHandler.ERROR_MESSAGE);
      byte[] body = Router.fault(reason == null ? "refused" : reason.toString());
      response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
      response.write(true, ByteBuffer.wrap(body), callback);
      return true;
    }
  }
}
