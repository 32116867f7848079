package capstan.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Every example runs and prints what its reader is promised. */
class ExamplesTest {
  private static final Path ROOT = Path.of("..");

  /** Something that prints to standard output. */
  interface Program {
    void run() throws Exception;
  }

  static String printed(Program program) throws Exception {
    PrintStream usual = System.out;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      program.run();
    } finally {
      System.setOut(usual);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static double testError(String printed) {
    Matcher error = Pattern.compile("test error.* ([0-9.]+) %").matcher(printed);
    assertThat(error.find()).as(printed).isTrue();
    return Double.parseDouble(error.group(1));
  }

  @Test
  void twoLayersLearn() throws Exception {
    String printed = printed(() -> TwoLayers.main(new String[0]));
    assertThat(printed.lines()).hasSize(9);
    assertThat(testError(printed)).isLessThan(12);
  }

  @Test
  void ownOperationHasTheRightGradient() throws Exception {
    assertThat(printed(() -> OwnOperation.main(new String[0]))).startsWith("gradient check passed");
  }

  @Test
  void quickStartPredicts() throws Exception {
    String printed = printed(() -> QuickStart.main(new String[0]));
    assertThat(testError(printed)).isLessThan(25);
    assertThat(printed).contains("Prediction[label=");
  }

  @Test
  void readmeShowsTheQuickStart() throws Exception {
    String source = Files.readString(Path.of("src/main/java/capstan/examples/QuickStart.java"));
    Matcher region =
        Pattern.compile("(?s)// @start region=\"readme\"\n(.*)// @end").matcher(source);
    assertThat(region.find()).isTrue();
    assertThat(Files.readString(ROOT.resolve("README.md")))
        .contains("```java\n" + region.group(1) + "```\n");
  }
}
