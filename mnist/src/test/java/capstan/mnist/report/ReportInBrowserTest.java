package capstan.mnist.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import capstan.mnist.command.CommandRun;
import capstan.mnist.command.DrawnFolder;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.imageio.ImageIO;
import org.htmlunit.MockWebConnection;
import org.htmlunit.ScriptException;
import org.htmlunit.WebClient;
import org.htmlunit.WebRequest;
import org.htmlunit.WebResponse;
import org.htmlunit.html.DomElement;
import org.htmlunit.html.DomNode;
import org.htmlunit.html.HtmlPage;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A report in a browser without a screen, which has no network and runs what scripts there are. */
class ReportInBrowserTest {
  private static final String ADDRESS = "http://report.invalid/page.html";
  private static final String PNG = "data:image/png;base64,";

  @TempDir static Path temporary;

  /**
   * Prints every error that a page makes; kept, as a logger that nobody keeps forgets its level.
   */
  private static final Logger BROWSER = Logger.getLogger("org.htmlunit");

  private static String html;

  @BeforeAll
  static void report() throws IOException {
    BROWSER.setLevel(Level.OFF);
    Path data = DrawnFolder.write(temporary.resolve("data"), 60, 30);
    Path run = temporary.resolve("tiny");
    CommandRun.of(CommandRun.smallTraining(data, run, 1)).succeeded();
    CommandRun.of("report", run.toString(), "--data", data.toString(), "--threads=1").succeeded();
    html = Files.readString(run.resolve("report.html"));
  }

  /** Knows one page, and remembers whatever else is asked for. */
  private static final class OnePage extends MockWebConnection {
    private final List<String> others = new ArrayList<>();

    @Override
    public WebResponse getResponse(WebRequest request) throws IOException {
      if (!request.getUrl().toString().equals(ADDRESS)) {
        others.add(request.getUrl().toString());
      }
      return super.getResponse(request);
    }
  }

  /** Opens a page, loads its images, waits for its scripts, and checks what this class promises. */
  private static void open(String text) throws IOException {
    OnePage connection = new OnePage();
    connection.setDefaultResponse(text.getBytes(StandardCharsets.UTF_8), 200, "OK", "text/html");
    try (WebClient browser = new WebClient()) {
      browser.setWebConnection(connection);
      browser.getOptions().setJavaScriptEnabled(true);
      browser.getOptions().setThrowExceptionOnScriptError(true);
      browser.getOptions().setDownloadImages(true);
      HtmlPage page = browser.getPage(ADDRESS);
      browser.waitForBackgroundJavaScript(1000);
      assertThat(connection.others).as("requests beside the page").isEmpty();
      check(page);
    }
  }

  private static void check(HtmlPage page) throws IOException {
    assertThat(page.getTitleText()).isEqualTo("Capstan: tiny");
    assertThat(page.getBody().getElementsByTagName("h1").getFirst().getTextContent())
        .isEqualTo("Capstan: tiny");
    List<String> sections =
        page.getElementsByTagName("h2").stream().map(DomNode::getTextContent).toList();
    assertThat(sections)
        .contains(
            "Training",
            "Errors",
            "Reconstructions",
            "What the dimensions draw",
            "Time",
            "Configuration",
            "Environment of this report");
    assertThat(page.getElementsByTagName("img").stream().map(image -> image.getAttribute("alt")))
        .anyMatch(text -> text.startsWith("Loss and error"))
        .anyMatch(text -> text.startsWith("Confusion matrix"))
        .anyMatch(text -> text.startsWith("Test images over reconstructions"))
        .anyMatch(text -> text.startsWith("What each dimension draws"));
    for (DomElement image : page.getElementsByTagName("img")) {
      String source = image.getAttribute("src");
      assertThat(source).startsWith(PNG);
      byte[] bytes = Base64.getDecoder().decode(source.substring(PNG.length()));
      assertThat(bytes).startsWith(0x89, 'P', 'N', 'G');
      BufferedImage decoded = ImageIO.read(new ByteArrayInputStream(bytes));
      assertThat(image.getAttribute("width")).isEqualTo("" + decoded.getWidth());
      assertThat(image.getAttribute("height")).isEqualTo("" + decoded.getHeight());
    }
    for (DomElement anchor : page.getElementsByTagName("a")) {
      String target = anchor.getAttribute("href");
      assertThat(target).startsWith("#");
      assertThat(page.getElementById(target.substring(1))).as(target).isNotNull();
    }
  }

  @Test
  void aReportOpensWithoutANetworkAndWithoutScriptErrors() throws IOException {
    open(html);
  }

  /** That the test can fail: each of these is a report with a fault put in. */
  @Test
  void faultsAreNoticed() {
    for (String image : List.of("http://elsewhere.invalid/x.png", "x.png")) {
      assertThatThrownBy(() -> open(html.replace("</h1>", "</h1><img src='" + image + "'>")))
          .hasMessageContaining("requests beside the page");
    }
    assertThatThrownBy(() -> open(html.replace("</h1>", "</h1><script src='x.js'></script>")))
        .isNotNull();
    assertThatThrownBy(
            () -> open(html.replace("</h1>", "</h1><script>throw new Error('no');</script>")))
        .isInstanceOf(ScriptException.class);
    assertThatThrownBy(() -> open(html.replace("</h1>", "</h1><a href='#nowhere'>there</a>")))
        .hasMessageContaining("#nowhere");
    assertThatThrownBy(() -> open(html.replaceFirst("base64,....", "base64,AAAA"))).isNotNull();
    assertThatThrownBy(() -> open(html.replace("<h2>Time</h2>", ""))).isNotNull();
  }
}
