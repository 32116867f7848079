package capstan.mnist.serving;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import javax.net.SocketFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is slow loses the connection, who only waits keeps it, encrypted or not. */
class SlowSendersTest {
  private static final String PASSWORD = "changeit";
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  @TempDir private static Path folder;

  private static Path keyStore;

  @BeforeAll
  static void makeCertificate() throws IOException, InterruptedException {
    keyStore = folder.resolve("server.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keystore",
                keyStore.toString(),
                "-storepass",
                PASSWORD,
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-alias",
                "server")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(keytool.waitFor()).isZero();
    assertThat(Files.size(keyStore)).isPositive();
  }

  /** Answers "/late" after three times the patience, everything else at once. */
  private static final class Late extends Handler.Abstract {
    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
      Content.Source.asString(request);
      if (request.getHttpURI().getPath().equals("/late")) {
        Thread.sleep(PATIENCE.multipliedBy(3));
      }
      response.write(true, ByteBuffer.wrap("ok".getBytes(StandardCharsets.US_ASCII)), callback);
      return true;
    }
  }

  @FunctionalInterface
  private interface Client {
    void use(Socket socket) throws Exception;
  }

  private static void with(boolean encrypted, boolean handshake, Client client) throws Exception {
    Server server = new Server();
    HttpConnectionFactory http = new HttpConnectionFactory(new HttpConfiguration());
    SslContextFactory.Server ssl = new SslContextFactory.Server();
    ssl.setKeyStorePath(keyStore.toString());
    ssl.setKeyStorePassword(PASSWORD);
    ServerConnector connector =
        encrypted
            ? new ServerConnector(server, new SslConnectionFactory(ssl, http.getProtocol()), http)
            : new ServerConnector(server, http);
    connector.setHost("127.0.0.1");
    connector.addBean(new SlowSenders(PATIENCE));
    server.addConnector(connector);
    server.setHandler(new Late());
    server.start();
    SocketFactory sockets = encrypted && handshake ? trusting() : SocketFactory.getDefault();
    try (Socket socket =
        sockets.createSocket(InetAddress.getLoopbackAddress(), connector.getLocalPort())) {
      socket.setSoTimeout(20_000);
      client.use(socket);
    } finally {
      server.stop();
    }
  }

  private static SocketFactory trusting() throws Exception {
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(KeyStore.getInstance(keyStore.toFile(), PASSWORD.toCharArray()));
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context.getSocketFactory();
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().flush();
  }

  private static String firstLine(Socket socket) throws IOException {
    byte[] line = socket.getInputStream().readNBytes(15);
    return new String(line, StandardCharsets.US_ASCII);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void requestsThatFollowEachOtherAreAnswered(boolean encrypted) throws Exception {
    with(
        encrypted,
        true,
        socket -> {
          for (int k = 0; k < 8; k++) {
            send(socket, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(firstLine(socket)).isEqualTo("HTTP/1.1 200 OK");
            Thread.sleep(400);
            socket.getInputStream().skipNBytes(socket.getInputStream().available());
          }
        });
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anAnswerMayTakeLongerThanThePatience(boolean encrypted) throws Exception {
    with(
        encrypted,
        true,
        socket -> {
          send(socket, "POST /late HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\n");
          // The head has been seen alone by then.
          Thread.sleep(1_200);
          send(socket, "abcde");
          assertThat(firstLine(socket)).isEqualTo("HTTP/1.1 200 OK");
        });
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aHeadThatDoesNotArriveIsGivenUp(boolean encrypted) throws Exception {
    with(
        encrypted,
        true,
        socket -> {
          send(socket, "GET / HTTP/1.1\r\nHost: localhost\r\nX: ");
          trickle(socket);
        });
  }

  @Test
  void aHandshakeThatDoesNotArriveIsGivenUp() throws Exception {
    with(
        true,
        false,
        socket -> {
          // A record of a handshake, of 16,000 bytes.
          socket.getOutputStream().write(new byte[] {22, 3, 1, 62, (byte) 128});
          trickle(socket);
        });
  }

  /** Sends a byte now and then until nobody listens any more. */
  private static void trickle(Socket socket) throws Exception {
    long start = System.nanoTime();
    try {
      while (System.nanoTime() - start < Duration.ofSeconds(20).toNanos()) {
        send(socket, "x");
        Thread.sleep(200);
      }
    } catch (IOException closed) {
      assertThat(closed).isNotNull();
    }
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
  }
}
