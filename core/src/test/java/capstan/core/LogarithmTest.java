package capstan.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.DoubleUnaryOperator;
import net.jqwik.api.Example;

/** Logarithm and hyperbolic tangent against those of the platform, in double precision. */
class LogarithmTest {
  /** On 65,536 numbers, of every exponent. */
  private static void compare(
      DoubleUnaryOperator found, DoubleUnaryOperator expected, double error) {
    for (int k = 0; k < 1 << 16; k++) {
      float x = Float.intBitsToFloat((k << 16) | (k * 40503 & 0xffff));
      double wanted = expected.applyAsDouble(x);
      double got = found.applyAsDouble(x);
      if (Double.isNaN(wanted) || Double.isInfinite(wanted)) {
        assertThat(Double.valueOf(got)).as("of %s", x).isEqualTo(Double.valueOf(wanted));
      } else {
        assertThat(Math.abs(got - wanted))
            .as("of %s", x)
            .isLessThanOrEqualTo(error * Math.abs(wanted));
      }
    }
  }

  @Example
  void logarithms() {
    compare(x -> Logarithm.log((float) x), StrictMath::log, 2e-7);
    assertThat(Logarithm.log(1)).isZero();
  }

  @Example
  void tangents() {
    compare(x -> HyperbolicTangent.tanh((float) x), StrictMath::tanh, 3e-7);
    assertThat(HyperbolicTangent.tanh(100)).isEqualTo(1);
    assertThat(HyperbolicTangent.tanh(-100)).isEqualTo(-1);
  }
}
