package capstan.capsnet.augmentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class NormalQuantilesTest {

  @Test
  void areThoseOfTheNormalDistribution() {
    double sum = 0;
    double squares = 0;
    float before = Float.NEGATIVE_INFINITY;
    for (int k = 0; k < 4096; k++) {
      float z = NormalQuantiles.of(k, 0);
      assertThat(z).isGreaterThan(before);
      sum += z;
      squares += z * z;
      before = z;
    }
    assertThat(sum / 4096).isCloseTo(0, within(1e-6));
    assertThat(Math.sqrt(squares / 4096)).isBetween(0.999, 1.0);
    assertThat(before).isCloseTo(3.668f, within(0.01f));
    // From tables: 1 standard deviation at 0.841345, 2 at 0.977250, the quartile at 0.674490.
    assertThat(NormalQuantiles.of((long) (0.841345 * 4096), 0)).isCloseTo(1, within(2e-3f));
    assertThat(NormalQuantiles.of((long) (0.977250 * 4096), 0)).isCloseTo(2, within(5e-3f));
    assertThat(NormalQuantiles.of(3072, 0)).isCloseTo(0.674490f, within(5e-4f));
  }

  @Test
  void aWordHasFive() {
    assertThat(NormalQuantiles.PER_WORD).isEqualTo(5);
    long word = 1L | 20L << 12 | 300L << 24 | 4000L << 36 | 50L << 48 | 0xfL << 60;
    long[] each = {1, 20, 300, 4000, 50};
    for (int which = 0; which < each.length; which++) {
      assertThat(NormalQuantiles.of(word, which)).isEqualTo(NormalQuantiles.of(each[which], 0));
    }
  }
}
