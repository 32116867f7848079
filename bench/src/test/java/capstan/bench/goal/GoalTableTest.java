package capstan.bench.goal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GoalTableTest {
  private static String printed(Consumer<GoalTable> rows) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    rows.accept(new GoalTable(new PrintStream(bytes, true, UTF_8)));
    return bytes.toString(UTF_8).strip().replaceAll(" +", " ");
  }

  @Test
  void aTimeTwiceItsLimitIsHalfOfIt() {
    assertThat(printed(table -> table.atMost("Adam", "ms", 6, 8, 4)))
        .isEqualTo("Adam ≤ 6.00 ms 8.00 4.00 50 %");
  }

  @Test
  void aRateHalfItsLimitIsHalfOfIt() {
    assertThat(printed(table -> table.atLeast("GEMM", "GFLOP/s", 425, 250, 500)))
        .isEqualTo("GEMM ≥ 425 GFLOP/s 250 500 50 %");
  }

  @Test
  void withoutALimitThereIsNoPercentage() {
    assertThat(printed(table -> table.atMost("memory", "GB", 1.6, 1.25, Double.NaN)))
        .isEqualTo("memory ≤ 1.60 GB 1.25");
  }

  @Test
  void withoutAGoalTheFigureHasTheUnit() {
    assertThat(printed(table -> table.atLeast("simd", "x", Double.NaN, 26.44, Double.NaN)))
        .isEqualTo("simd 26.4 x");
  }

  @Test
  void aRowThatIsMissingSaysWhy() {
    assertThat(printed(table -> table.missing("an epoch", "not measured: no launcher")))
        .isEqualTo("an epoch not measured: no launcher");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0.00",
    "9.994, 9.99",
    "9.996, 10.0",
    "99.94, 99.9",
    "99.96, 100",
    "1234.5, '1,235'",
    "-3, -3.00",
    "NaN, ''"
  })
  void numbersHaveThreeDigits(double value, String expected) {
    assertThat(GoalTable.number(value)).isEqualTo(expected);
  }
}
