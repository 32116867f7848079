package capstan.mnist.shell;

import static org.assertj.core.api.Assertions.assertThat;

import capstan.mnist.command.CommandRun;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The manual page tells what the help tells. */
class ManualPageTest {
  private final List<String> page = CommandRun.of("man").succeeded().out().lines().toList();

  @Test
  void everyCommandAndOptionIsThere() {
    assertThat(page)
        .startsWith(".TH CAPSTAN 1 \"\" \"Capstan\"", ".SH NAME")
        .contains(
            "capstan \\- Trains, evaluates and uses Capsule Networks on CPUs.",
            ".SS capstan train [options]",
            "\\fB\\-\\-batch=N\\fR",
            "\\fB\\-\\-drawn\\fR",
            ".SS capstan predict [RUN|FILE] [IMAGE] [options]")
        .anyMatch(line -> line.matches(".*\\. From \\d+ to [\\d,]+\\."));
  }

  @Test
  void nothingIsTakenForARequest() {
    assertThat(page)
        .allMatch(line -> !line.startsWith("'"))
        .allMatch(
            line -> !line.startsWith(".") || line.matches("\\.(TH|SH|SS|TP|PP|B|I|nf|fi)( .*)?"))
        .noneMatch(line -> line.contains("${") || line.contains("%n"));
  }
}
