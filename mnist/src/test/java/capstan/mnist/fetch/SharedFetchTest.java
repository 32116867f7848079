package capstan.mnist.fetch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Several downloads into one folder. */
class SharedFetchTest extends FetchFromMirrors {
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
}
