package capstan.mnist.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import capstan.mnist.exit.ExitStatus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is printed to where nothing fits. */
class FullDiskTest {
  private static final Path FULL = Path.of("/dev/full");

  @Test
  void whatCouldNotBePrintedIsAFailure() throws IOException, InterruptedException {
    assumeTrue(Files.isWritable(FULL), "this system has no /dev/full");
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "--add-modules=jdk.incubator.vector",
                    "-cp",
                    System.getProperty("java.class.path"),
                    Capstan.class.getName(),
                    "summary",
                    "--json"))
            .redirectOutput(FULL.toFile())
            .start();
    String complaint = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isEqualTo(ExitStatus.FAILED);
    assertThat(complaint.lines().filter(line -> line.startsWith("capstan")))
        .containsExactly("capstan: could not write all of the output");
  }
}
