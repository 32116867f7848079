package capstan.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ExponentialTest {

  @Test
  void isWithinTwoTenMillionthsOfTheTruth() {
    for (int bits = Float.floatToIntBits(1e-10f); bits < Float.floatToIntBits(90); bits += 997) {
      float x = Float.intBitsToFloat(bits);
      assertNear(x);
      assertNear(-x);
    }
    assertNear(Exponential.HIGHEST);
    assertNear(Exponential.LOWEST);
  }

  private static void assertNear(float x) {
    if (x >= Exponential.LOWEST && x <= Exponential.HIGHEST) {
      double truth = Math.exp(x);
      assertThat((double) Exponential.exp(x)).isCloseTo(truth, within(2e-7 * truth));
    }
  }

  @Test
  void isExactWhereItMustBe() {
    assertThat(Exponential.exp(0)).isEqualTo(1);
    assertThat(Exponential.exp(-0f)).isEqualTo(1);
    assertThat(Exponential.exp(Float.MIN_VALUE)).isEqualTo(1);
  }

  @Test
  void endsInInfinityAndZero() {
    assertThat(Exponential.exp(Math.nextUp(Exponential.HIGHEST)))
        .isEqualTo(Float.POSITIVE_INFINITY);
    assertThat(Exponential.exp(1e9f)).isEqualTo(Float.POSITIVE_INFINITY);
    assertThat(Exponential.exp(Float.POSITIVE_INFINITY)).isEqualTo(Float.POSITIVE_INFINITY);
    assertThat(Exponential.exp(Math.nextDown(Exponential.LOWEST))).isZero();
    assertThat(Exponential.exp(-1e9f)).isZero();
    assertThat(Exponential.exp(Float.NEGATIVE_INFINITY)).isZero();
    assertThat(Exponential.exp(Float.NaN)).isNaN();
    assertThat(Exponential.exp(Float.intBitsToFloat(0x7fc00001))).isNaN();
    assertThat(Exponential.exp(Float.intBitsToFloat(0xffc001ff))).isNaN();
  }
}
