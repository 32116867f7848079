package capstan.mnist.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is said where nothing can be fetched. */
class FailedFetchTest extends FetchFromMirrors {
  @Test
  void refusesMoreBytesThanTheFileHas() throws IOException {
    mirror("long", exchange -> answer(exchange, 200, Arrays.copyOf(contents, 5_000_000)));
    assertThatThrownBy(() -> fetch(SHORT, "long"))
        .isInstanceOf(FetchFailedException.class)
        .hasMessageContaining("more than 300000 bytes");
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
}
