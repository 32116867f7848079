package capstan.mnist.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is fetched, gone on with, and asked for again. */
class DataFetchTest extends FetchFromMirrors {
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
}
