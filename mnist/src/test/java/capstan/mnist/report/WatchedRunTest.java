package capstan.mnist.report;

import static org.assertj.core.api.Assertions.assertThat;

import capstan.capsnet.checkpoint.RunFolder;
import capstan.mnist.command.CommandRun;
import capstan.mnist.command.DrawnFolder;
import capstan.mnist.serving.InstalledBrowser;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page of a run in a real browser, while the run goes on. */
class WatchedRunTest {
  private static final String STEPS =
      """
      step,epoch,learning_rate,loss,classification_loss,reconstruction_loss,train_error_percent
      50,0.25,0.001,0.5,0.4,0.1,40
      """;

  @TempDir static Path temporary;

  private static void answer(HttpExchange exchange, RunPages pages) throws IOException {
    String name = exchange.getRequestURI().getPath().substring(RunPages.ADDRESS.length() + 1);
    byte[] html = pages.run(name).orElse("none").getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "text/html; charset=utf-8");
    exchange.getResponseHeaders().add("Content-Security-Policy", RunPages.POLICY);
    exchange.sendResponseHeaders(200, html.length);
    exchange.getResponseBody().write(html);
    exchange.close();
  }

  @Test
  void thePageFollowsTheRunToItsEndAndLeavesOpenWhatIsOpen() throws IOException {
    Path data = DrawnFolder.write(temporary.resolve("data"), 20, 10);
    Path run = temporary.resolve("runs/one");
    CommandRun.of(CommandRun.smallTraining(data, run, 1)).succeeded();
    byte[] whole = Files.readAllBytes(run.resolve("checkpoint.safetensors"));
    Files.delete(run.resolve("checkpoint.safetensors"));
    Files.writeString(run.resolve("steps.csv"), STEPS);
    RunPages pages = new RunPages(run.getParent());
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(RunPages.ADDRESS + "/", exchange -> answer(exchange, pages));
    server.createContext("/favicon.ico", HttpExchange::close);
    server.start();
    try (InstalledBrowser browser = InstalledBrowser.start(temporary.resolve("profile"))) {
      try (RunFolder busy = RunFolder.resume(run)) {
        browser.open("http://127.0.0.1:%d/runs/one".formatted(server.getAddress().getPort()));
        assertThat(browser.element("main label").getText()).startsWith("running: 0.3 of 1 epoch");
        browser.element("summary").click();
        Files.writeString(
            busy.path().resolve("steps.csv"), STEPS + "150,0.75,0.001,0.3,0.2,0.1,9\n");
        browser.await(
            "document.querySelector('main label').textContent.startsWith('running: 0.8 of')");
        assertThat(browser.element("details").getDomProperty("open")).isEqualTo("true");
        assertThat(browser.script("return document.activeElement.tagName")).isEqualTo("SUMMARY");
      }
      Files.write(run.resolve("checkpoint.safetensors"), whole);
      browser.await(
          "document.querySelector('main label').textContent.startsWith('complete: 1 of')");
      browser.await("document.getElementById('still') === null");
      assertThat(browser.console()).isEmpty();
    } finally {
      server.stop(0);
    }
  }
}
