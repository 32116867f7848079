package capstan.mnist.fetch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFetchTest {
  private static final FetchPatience SHORT =
      new FetchPatience(Duration.ofSeconds(5), Duration.ofSeconds(5), 3, Duration.ofMillis(1));
  private static final FetchPatience IMPATIENT =
      new FetchPatience(Duration.ofMillis(300), Duration.ofMillis(300), 1, Duration.ZERO);

  @TempDir Path folder;
  private final byte[] contents = new byte[300_000];
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<String> events = new ArrayList<>();
  private HttpServer server;

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

  @Test
  void fetchesAndReportsProgress() throws IOException {
    mirror("good", this::whole);
    fetch(SHORT, "good");
    assertFetched();
    assertThat(events.getFirst()).isEqualTo("started good 0 300000");
    assertThat(events).contains("progressed 300000");
    assertThat(events.getLast()).isEqualTo("finished");
  }

  @Test
  void leavesWhatIsThereAndRight() throws IOException {
    Files.write(folder.resolve("digits.gz"), contents);
    fetch(SHORT, "nowhere");
    assertThat(events).containsExactly("present");
  }

  @Test
  void replacesWhatIsThereAndWrong() throws IOException {
    byte[] wrong = contents.clone();
    wrong[7]++;
    Files.write(folder.resolve("digits.gz"), wrong);
    mirror("good", this::whole);
    fetch(SHORT, "good");
    assertFetched();
  }

  @Test
  void continuesAPartialFile() throws IOException {
    Files.write(folder.resolve("digits.gz.part"), Arrays.copyOf(contents, 123_456));
    mirror("good", this::ranged);
    fetch(SHORT, "good");
    assertFetched();
    assertThat(events.getFirst()).isEqualTo("started good 123456 300000");
  }

  @Test
  void startsAgainWhereTheServerIgnoresRanges() throws IOException {
    Files.write(folder.resolve("digits.gz.part"), Arrays.copyOf(contents, 123_456));
    mirror("good", this::whole);
    fetch(SHORT, "good");
    assertFetched();
    assertThat(events.getFirst()).isEqualTo("started good 0 300000");
  }

  @Test
  void startsAgainWhereAnotherRangeComes() throws IOException {
    Files.write(folder.resolve("digits.gz.part"), Arrays.copyOf(contents, 100));
    mirror(
        "odd",
        exchange -> {
          if (exchange.getRequestHeaders().containsKey("Range")) {
            exchange.getResponseHeaders().add("Content-Range", "bytes 50-299999/300000");
            answer(exchange, 206, Arrays.copyOfRange(contents, 50, contents.length));
          } else {
            whole(exchange);
          }
        });
    fetch(SHORT, "odd");
    assertFetched();
    assertThat(events.getFirst()).isEqualTo("failed odd cannot continue at byte 100");
  }

  @Test
  void discardsAPartialFileThatWasWrong() throws IOException {
    Files.write(folder.resolve("digits.gz.part"), new byte[1000]);
    mirror("first", this::ranged);
    mirror("second", this::ranged);
    fetch(SHORT, "first", "second");
    assertFetched();
    assertThat(events).contains("failed first wrong checksum", "started second 0 300000");
  }

  @Test
  void continuesAfterABodyCutShort() throws IOException {
    mirror(
        "cut",
        exchange -> {
          if (exchange.getRequestHeaders().containsKey("Range")) {
            ranged(exchange);
            return;
          }
          exchange.sendResponseHeaders(200, contents.length);
          exchange.getResponseBody().write(contents, 0, 200_000);
          exchange.getResponseBody().flush();
          throw new IOException("cut");
        });
    fetch(SHORT, "cut");
    assertFetched();
    assertThat(events.stream().filter(event -> event.startsWith("started cut")).count())
        .isEqualTo(2);
  }

  @Test
  void asksAgainAfterAServerError() throws IOException {
    List<Integer> statuses = new ArrayList<>(List.of(503, 500));
    mirror(
        "busy",
        exchange -> {
          if (statuses.isEmpty()) {
            whole(exchange);
          } else {
            answer(exchange, statuses.removeFirst());
          }
        });
    fetch(SHORT, "busy");
    assertFetched();
    assertThat(events).contains("failed busy HTTP status 503", "failed busy HTTP status 500");
  }

  @Test
  void goesToTheNextMirrorAfterAWrongChecksum() throws IOException {
    byte[] wrong = contents.clone();
    wrong[200_000] ^= 1;
    mirror("wrong", exchange -> answer(exchange, 200, wrong));
    mirror("good", this::whole);
    fetch(SHORT, "wrong", "good");
    assertFetched();
    assertThat(events).contains("failed wrong wrong checksum", "started good 0 300000");
  }

  @Test
  void refusesMoreBytesThanTheFileHas() throws IOException {
    mirror("long", exchange -> answer(exchange, 200, Arrays.copyOf(contents, 5_000_000)));
    assertThatThrownBy(() -> fetch(SHORT, "long"))
        .isInstanceOf(FetchFailedException.class)
        .hasMessageContaining("more than 300000 bytes");
  }

  @Test
  void followsRedirects() throws IOException {
    mirror(
        "moved",
        exchange -> {
          exchange.getResponseHeaders().add("Location", "/good/digits.gz");
          answer(exchange, 302);
        });
    mirror("good", this::whole);
    fetch(SHORT, "moved");
    assertFetched();
  }

  @Test
  void givesUpOnServersThatHang() throws IOException {
    mirror("silent", exchange -> sleep());
    mirror(
        "stalling",
        exchange -> {
          exchange.sendResponseHeaders(200, contents.length);
          exchange.getResponseBody().write(contents, 0, 1000);
          exchange.getResponseBody().flush();
          sleep();
        });
    assertThatThrownBy(() -> fetch(IMPATIENT, "silent", "stalling"))
        .isInstanceOf(FetchFailedException.class)
        .hasMessageContaining("silent/digits.gz (")
        .hasMessageContaining("stalling/digits.gz (no more bytes");
    assertThat(Files.size(folder.resolve("digits.gz.part"))).isEqualTo(1000);
  }

  @Test
  void listsWhatWasTriedInOneLine() {
    mirror("missing", exchange -> answer(exchange, 404));
    mirror("broken", exchange -> answer(exchange, 500));
    assertThatThrownBy(() -> fetch(SHORT, "missing", "broken"))
        .isInstanceOf(FetchFailedException.class)
        .hasMessage(
            "could not fetch digits.gz: tried %s (HTTP status 404), %s (HTTP status 500)",
            address("missing").resolve("digits.gz"), address("broken").resolve("digits.gz"));
    assertThat(events).containsOnlyOnce("failed missing HTTP status 404");
    assertThat(events.stream().filter("failed broken HTTP status 500"::equals)).hasSize(3);
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void leavesNothingBehindWithoutANetwork() {
    URI closed = address("x");
    server.stop(0);
    Path deep = folder.resolve("data/mnist");
    DataFetch fetch = new DataFetch(new DataSource("x", List.of(closed), files()), IMPATIENT);
    assertThatThrownBy(() -> fetch.fetch(deep, FetchListener.SILENT))
        .isInstanceOf(FetchFailedException.class)
        .hasMessageContaining(closed.toString())
        .message()
        .doesNotContain("\n")
        .doesNotContain("null");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void knowsFourFilesOfEachCollectionOnEachMirror() {
    for (DataSource source : List.of(DataSource.MNIST, DataSource.FASHION_MNIST)) {
      assertThat(source.mirrors()).hasSizeGreaterThan(1);
      assertThat(source.mirrors()).allMatch(mirror -> mirror.toString().endsWith("/"));
      assertThat(source.files()).hasSize(4);
      assertThat(source.files()).allMatch(file -> file.sha256().matches("[0-9a-f]{64}"));
      assertThat(source.files().stream().map(DataSource.RemoteFile::sha256).distinct()).hasSize(4);
    }
  }

  @Test
  void publishedMirrorsAreAskedWithEncryption() {
    for (DataSource source : List.of(DataSource.MNIST, DataSource.FASHION_MNIST)) {
      assertThat(source.mirrors()).allMatch(mirror -> mirror.getScheme().equals("https"));
    }
  }

  @Test
  void onlyAMirrorThatDoesNotAnswerIsNoNetwork() {
    byte[] wrong = new byte[contents.length];
    mirror("missing", exchange -> answer(exchange, 404));
    mirror("wrong", exchange -> answer(exchange, 200, wrong));
    mirror("short", exchange -> answer(exchange, 200, new byte[10]));
    mirror("silent", exchange -> sleep());
    for (String answering : List.of("missing", "wrong", "short")) {
      assertThatThrownBy(() -> fetch(IMPATIENT, "silent", answering))
          .isInstanceOfSatisfying(
              FetchFailedException.class,
              failure -> assertThat(failure.withoutNetwork()).as(answering).isFalse());
    }
    assertThatThrownBy(() -> fetch(IMPATIENT, "silent"))
        .isInstanceOfSatisfying(
            FetchFailedException.class, failure -> assertThat(failure.withoutNetwork()).isTrue());
    URI closed = address("x");
    server.stop(0);
    assertThatThrownBy(
            () ->
                new DataFetch(new DataSource("x", List.of(closed), files()), IMPATIENT)
                    .fetch(folder, FetchListener.SILENT))
        .isInstanceOfSatisfying(
            FetchFailedException.class, failure -> assertThat(failure.withoutNetwork()).isTrue());
  }

  @Test
  void aFolderThatCannotBeMadeIsCalledSo() throws IOException {
    mirror("good", this::whole);
    folder = Files.write(folder.resolve("file"), new byte[1]).resolve("below");
    assertThatThrownBy(() -> fetch(SHORT, "good"))
        .isInstanceOf(IOException.class)
        .isNotInstanceOf(FetchFailedException.class)
        .hasMessageContaining("file")
        .message()
        .doesNotContain("\n");
  }

  @Test
  void aDiskThatTakesNothingIsCalledSo() throws IOException {
    assumeTrue(Files.isWritable(Path.of("/dev/full")), "this system has no /dev/full");
    mirror("good", this::whole);
    Files.createSymbolicLink(folder.resolve("digits.gz.part"), Path.of("/dev/full"));
    assertThatThrownBy(() -> fetch(SHORT, "good"))
        .isInstanceOf(IOException.class)
        .isNotInstanceOf(FetchFailedException.class)
        .hasMessageContaining("digits.gz.part: cannot write: ");
  }

  /** The second one waits for the first, and finds that nothing is left to do. */
  @Test
  void downloadsIntoOneFolderWaitForEachOther() throws Exception {
    CountDownLatch halfDone = new CountDownLatch(1);
    CountDownLatch waited = new CountDownLatch(1);
    mirror(
        "slow",
        exchange -> {
          exchange.sendResponseHeaders(200, contents.length);
          exchange.getResponseBody().write(contents, 0, 150_000);
          exchange.getResponseBody().flush();
          halfDone.countDown();
          await(waited);
          exchange.getResponseBody().write(contents, 150_000, 150_000);
          exchange.close();
        });
    Future<?> first =
        threads.submit(
            () -> {
              dataFetch("slow").fetch(folder, FetchListener.SILENT);
              return null;
            });
    await(halfDone);
    List<String> second = new ArrayList<>();
    mirror("good", this::ranged);
    dataFetch("good")
        .fetch(
            folder,
            new FetchListener() {
              @Override
              public void waiting(Path where) {
                second.add("waiting " + where.equals(folder));
                waited.countDown();
              }

              @Override
              public void started(String file, URI from, long done, long total) {
                second.add("started");
              }

              @Override
              public void present(String file) {
                second.add("present");
              }
            });
    first.get();
    assertFetched();
    assertThat(second).containsExactly("waiting true", "present");
  }

  @Test
  void processesDoTheSame() throws Exception {
    mirror(
        "slow",
        exchange -> {
          exchange.sendResponseHeaders(200, contents.length);
          for (int at = 0; at < contents.length; at += 30_000) {
            exchange.getResponseBody().write(contents, at, 30_000);
            exchange.getResponseBody().flush();
            pause();
          }
          exchange.close();
        });
    List<Process> processes = new ArrayList<>();
    DataSource.RemoteFile file = files().getFirst();
    for (int i = 0; i < 3; i++) {
      processes.add(FetchingProcess.start(folder, address("slow"), file.size(), file.sha256()));
    }
    for (Process process : processes) {
      String output = new String(process.getInputStream().readAllBytes(), UTF_8);
      assertThat(process.waitFor()).as(output).isZero();
    }
    assertFetched();
  }

  @Test
  void withoutAFolderNothingIsLockedUntilAServerAnswers() {
    mirror("missing", exchange -> answer(exchange, 404));
    folder = folder.resolve("deep/down");
    assertThatThrownBy(() -> fetch(SHORT, "missing")).isInstanceOf(FetchFailedException.class);
    assertThat(folder.getParent()).doesNotExist();
  }

  private DataFetch dataFetch(String mirror) {
    return new DataFetch(new DataSource("test", List.of(address(mirror)), files()), SHORT);
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(20);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void fetch(FetchPatience patience, String... mirrors) throws IOException {
    List<URI> addresses = Stream.of(mirrors).map(this::address).toList();
    new DataFetch(new DataSource("test", addresses, files()), patience)
        .fetch(folder, new Recorder());
  }

  private List<DataSource.RemoteFile> files() {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(contents);
      String sha256 = HexFormat.of().formatHex(digest);
      return List.of(new DataSource.RemoteFile("digits.gz", contents.length, sha256));
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private void assertFetched() throws IOException {
    assertThat(Files.readAllBytes(folder.resolve("digits.gz"))).isEqualTo(contents);
    assertThat(folder.resolve("digits.gz.part")).doesNotExist();
  }

  private URI address(String mirror) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/" + mirror + "/");
  }

  private void mirror(String name, HttpHandler handler) {
    server.createContext("/" + name + "/", handler);
  }

  private void whole(HttpExchange exchange) throws IOException {
    answer(exchange, 200, contents);
  }

  private void ranged(HttpExchange exchange) throws IOException {
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

  private static void answer(HttpExchange exchange, int status, byte... body) throws IOException {
    try (exchange) {
      exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private static void sleep() {
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
