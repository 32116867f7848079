package capstan.mnist.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Function;
import org.junit.jupiter.api.Test;

class AxisNamesTest {
  @Test
  void decimalsHaveTheirZeroBeforeThePointAndNoneBehind() {
    Function<Double, String> names = AxisNames.decimal(0.4);
    assertThat(names.apply(0.05)).isEqualTo("0.05");
    assertThat(names.apply(0.1)).isEqualTo("0.1");
    assertThat(names.apply(-2.0)).isEqualTo("-2");
    assertThat(AxisNames.decimal(100_000).apply(240_000.0)).isEqualTo("240000");
  }

  @Test
  void sumsOfStepsAreNamedWithoutTheirRounding() {
    Function<Double, String> names = AxisNames.decimal(0.4);
    double tick = -0.2;
    StringBuilder all = new StringBuilder();
    for (int step = 0; step <= 6; step++) {
      all.append(names.apply(tick)).append(' ');
      tick += 0.05;
    }
    assertThat(all.toString().trim()).isEqualTo("-0.2 -0.15 -0.1 -0.05 0 0.05 0.1");
  }
}
