package capstan.mnist.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A file, and a server of this test that has it under several addresses. */
abstract class FetchFromMirrors {
  static final FetchPatience SHORT =
      new FetchPatience(Duration.ofSeconds(5), Duration.ofSeconds(5), 3, Duration.ofMillis(1));
  static final FetchPatience IMPATIENT =
      new FetchPatience(Duration.ofMillis(300), Duration.ofMillis(300), 1, Duration.ZERO);

  @TempDir Path folder;
  final byte[] contents = new byte[300_000];
  final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  final List<String> events = new ArrayList<>();
  HttpServer server;

  @BeforeEach
  void start() throws IOException {
    for (int i = 0; i < contents.length; i++) {
      contents[i] = (byte) (i * 31 + i / 251);
    }
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
    threads.shutdownNow();
  }

  void fetch(FetchPatience patience, String... mirrors) throws IOException {
    List<URI> addresses = Stream.of(mirrors).map(this::address).toList();
    new DataFetch(new DataSource("test", addresses, files()), patience)
        .fetch(folder, new Recorder());
  }

  List<DataSource.RemoteFile> files() {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(contents);
      String sha256 = HexFormat.of().formatHex(digest);
      return List.of(new DataSource.RemoteFile("digits.gz", contents.length, sha256));
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  void assertFetched() throws IOException {
    assertThat(Files.readAllBytes(folder.resolve("digits.gz"))).isEqualTo(contents);
    assertThat(folder.resolve("digits.gz.part")).doesNotExist();
  }

  URI address(String mirror) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/" + mirror + "/");
  }

  void mirror(String name, HttpHandler handler) {
    server.createContext("/" + name + "/", handler);
  }

  void whole(HttpExchange exchange) throws IOException {
    answer(exchange, 200, contents);
  }

  void ranged(HttpExchange exchange) throws IOException {
    String range = exchange.getRequestHeaders().getFirst("Range");
    if (range == null) {
      whole(exchange);
      return;
    }
    int from = Integer.parseInt(range.replaceAll("bytes=(\\d+)-", "$1"));
    exchange
        .getResponseHeaders()
        .add("Content-Range", "bytes " + from + "-" + (contents.length - 1) + "/300000");
    answer(exchange, 206, Arrays.copyOfRange(contents, from, contents.length));
  }

  static void answer(HttpExchange exchange, int status, byte... body) throws IOException {
    try (exchange) {
      exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    }
  }

  static void sleep() {
    try {
      Thread.sleep(60_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private final class Recorder implements FetchListener {
    @Override
    public void present(String file) {
      events.add("present");
    }

    @Override
    public void started(String file, URI from, long done, long total) {
      events.add("started " + mirror(from) + " " + done + " " + total);
    }

    @Override
    public void progressed(String file, long done, long total) {
      events.add("progressed " + done);
    }

    @Override
    public void failed(String file, URI from, String reason) {
      events.add("failed " + mirror(from) + " " + reason);
    }

    @Override
    public void finished(String file) {
      events.add("finished");
    }

    private static String mirror(URI from) {
      return from.getPath().split("/")[1];
    }
  }
}
