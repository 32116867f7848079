package capstan.mnist.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import capstan.core.backend.Backends;
import capstan.mnist.exit.ExitStatus;
import org.junit.jupiter.api.Test;

/** {@code info --plan}. */
class InfoPlanTest {
  @Test
  void everyConvolutionIsForecastAndMeasured() {
    assumeTrue(!Backends.lookup("auto").fallback(), "no simd backend here");
    String out = CommandRun.of("info", "--plan", "--batch", "1").succeeded().out();
    assertThat(out).contains("batch 1 ", "GFLOP/s");
    assertThat(out.lines().filter(line -> line.contains("chosen"))).hasSize(2);
    String times = "(\\s+[\\d.,]+ / [\\d.,]+){4}";
    assertThat(out.lines()).anyMatch(line -> line.matches("Conv1 +direct +(chosen)?" + times));
    assertThat(out.lines())
        .anyMatch(line -> line.matches("PrimaryCaps +direct +(chosen)?" + times));
    assertThat(out.lines().filter(line -> line.matches(" +transformed +(chosen)?" + times)))
        .hasSize(2);
    assertThat(out.lines().filter(line -> line.matches(".*\\D0\\.00 .*"))).isEmpty();
  }

  @Test
  void wrongOptionsAreUsageErrors() {
    assertThat(CommandRun.of("info", "--batch", "3").failed(ExitStatus.USAGE))
        .contains("--batch is for --plan");
    assertThat(CommandRun.of("info", "--plan", "--batch", "0").failed(ExitStatus.USAGE))
        .contains("from 1 to 65,536, found '0'");
    assertThat(CommandRun.of("info", "--plan", "--preset", "x").failed(ExitStatus.USAGE))
        .contains("unknown preset 'x'");
  }
}
