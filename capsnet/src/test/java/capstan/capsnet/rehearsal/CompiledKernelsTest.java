package capstan.capsnet.rehearsal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import capstan.core.backend.Backends;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A kernel that a compiler gives up on stays a hundred times slower, in some launches only. HotSpot
 * says so in its log of compilations.
 */
class CompiledKernelsTest {
  @BeforeEach
  void needsVectors() {
    assumeTrue(!Backends.lookup("auto").fallback(), "no simd backend here");
  }

  @Test
  void noMethodOfOursIsSkipped() throws Exception {
    List<String> log = rehearse();
    // The JVM's own lines may run into this one.
    assertThat(log).anyMatch(line -> line.contains("rehearsed"));
    assertThat(log).anyMatch(line -> line.matches(".* 4 +capstan\\.core\\.simd\\..*"));
    assertThat(skipped(log)).isEmpty();
  }

  /** The check itself: a compiler with a twentieth of its memory must give up, and be found out. */
  @Test
  void aSkippedMethodIsSeen() throws Exception {
    assertThat(skipped(rehearse("-XX:MaxNodeLimit=4000", "-XX:NodeLimitFudgeFactor=200")))
        .isNotEmpty();
  }

  /** A class loaded meanwhile ends a compilation too, but the compiler tries again soon. */
  private static List<String> skipped(List<String> log) {
    return log.stream()
        .filter(line -> line.contains(" capstan.") && line.contains("COMPILE SKIPPED"))
        .filter(line -> !line.contains("concurrent class loading"))
        .toList();
  }

  private static List<String> rehearse(String... options) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules=jdk.incubator.vector",
                "-Xmx1g",
                "-XX:+PrintCompilation",
                "-XX:CompileCommand=quiet",
                "-XX:CompileCommand=CompileThresholdScaling,capstan.core.simd.*::*,0.05"));
    command.addAll(List.of(options));
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), RehearsingProcess.class.getName()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output.lines().toList();
  }
}
