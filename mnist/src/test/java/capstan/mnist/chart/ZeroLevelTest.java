package capstan.mnist.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ZeroLevelTest {
  private static ZeroLevel of(double[] y, double[] low) {
    Curve curve = Curve.of("c", new double[] {1, 2}, y).withIntervals(low, new double[] {50, 60});
    return ZeroLevel.of(new CurvePanel("", "", "", true, List.of(curve)));
  }

  @Test
  void liesClearlyBelowEveryOtherValue() {
    ZeroLevel zero = of(new double[] {30, 0}, new double[] {12, 0});
    assertThat(zero.shown()).isTrue();
    assertThat(zero.at()).isEqualTo(4);
    assertThat(zero.isAbove(12)).isTrue();
    assertThat(zero.isAbove(5)).isFalse();
  }

  @Test
  void theEndOfAnIntervalIsOneToo() {
    assertThat(of(new double[] {30, 20}, new double[] {12, 0}).shown()).isTrue();
  }

  @Test
  void isNotShownWhereThereIsNone() {
    ZeroLevel none = of(new double[] {30, 20}, new double[] {12, 15});
    assertThat(none.shown()).isFalse();
    assertThat(none.isAbove(1)).isTrue();
  }
}
