package capstan.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import org.junit.jupiter.api.Test;

class ExponentialSquashTest {

  /** On both sides of where the series end. */
  @Test
  void factorAndSlopeAreAsExactAsSaid() {
    for (int step = 1; step < 4000; step++) {
      float n = step / 400f;
      double falling = Math.exp(-(double) n);
      assertThat((double) ExponentialSquash.factor(n))
          .as("factor of %s", n)
          .isCloseTo(-Math.expm1(-n) / n, withinPercentage(5e-5));
      assertThat((double) ExponentialSquash.slope(n))
          .as("slope of %s", n)
          .isCloseTo((n * falling + Math.expm1(-n)) / n / n, withinPercentage(2e-4));
    }
    assertThat(ExponentialSquash.factor(0)).isEqualTo(1);
    assertThat(ExponentialSquash.slope(0)).isEqualTo(-0.5f);
  }
}
