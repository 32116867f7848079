package capstan.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CounterRandomTest {
  private static final int COUNT = 100_000;
  private final CounterRandom random = new CounterRandom(42, 7);

  @Test
  void theSamePositionGivesTheSameBits() {
    CounterRandom twin = new CounterRandom(42, 7);
    for (long index : new long[] {5, 0, 1L << 40, 5}) {
      assertThat(twin.bits(index)).isEqualTo(random.bits(index));
    }
  }

  @Test
  void seedsStreamsAndPositionsShareNothing() {
    Set<Long> seen = new HashSet<>();
    for (long seed = 0; seed < 20; seed++) {
      for (long stream = 0; stream < 20; stream++) {
        for (long index = 0; index < 50; index++) {
          seen.add(new CounterRandom(seed, stream).bits(index));
        }
      }
    }
    assertThat(seen).hasSize(20 * 20 * 50);
  }

  @Test
  void everyBitIsSetHalfOfTheTime() {
    int[] ones = new int[64];
    for (int index = 0; index < COUNT; index++) {
      long bits = random.bits(index);
      for (int bit = 0; bit < 64; bit++) {
        ones[bit] += (int) (bits >>> bit & 1);
      }
    }
    // Six standard deviations of a fair coin.
    for (int count : ones) {
      assertThat((double) count).isCloseTo(COUNT / 2.0, within(3 * Math.sqrt(COUNT)));
    }
  }

  @Test
  void uniformFillsTheUnitInterval() {
    double sum = 0;
    double squares = 0;
    for (int index = 0; index < COUNT; index++) {
      double value = random.uniform(index);
      assertThat(value).isGreaterThanOrEqualTo(0).isLessThan(1);
      sum += value;
      squares += value * value;
    }
    assertThat(sum / COUNT).isCloseTo(0.5, within(0.006));
    assertThat(squares / COUNT).isCloseTo(1 / 3.0, within(0.006));
  }

  @Test
  void belowReachesEveryValueEquallyOften() {
    int[] counts = new int[10];
    for (int index = 0; index < COUNT; index++) {
      counts[random.below(index, 10)]++;
    }
    for (int count : counts) {
      assertThat((double) count).isCloseTo(COUNT / 10.0, within(600.0));
    }
    assertThat(random.below(3, 1)).isZero();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> random.below(0, 0))
        .withMessage("bound must be positive, found 0");
  }

  @Test
  void normalHasTheMomentsOfANormal() {
    double[] moments = new double[5];
    for (int index = 0; index < COUNT; index++) {
      double value = random.normal(index);
      double power = 1;
      for (int k = 1; k < 5; k++) {
        power *= value;
        moments[k] += power / COUNT;
      }
    }
    assertThat(moments[1]).isCloseTo(0, within(0.02));
    assertThat(moments[2]).isCloseTo(1, within(0.03));
    assertThat(moments[3]).isCloseTo(0, within(0.08));
    assertThat(moments[4]).isCloseTo(3, within(0.2));
  }

  @Test
  void neighbouringNormalsAreIndependent() {
    double product = 0;
    for (int index = 0; index < COUNT; index++) {
      product += random.normal(index) * random.normal(index + 1) / COUNT;
    }
    assertThat(product).isCloseTo(0, within(0.02));
  }
}
