package capstan.mnist.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.eclipse.collections.impl.factory.primitive.BooleanLists;
import org.junit.jupiter.api.Test;

/** Newcombe's interval against published numbers. */
class PairedDifferenceTest {
  /** From a table of both, only the first, only the second, neither. */
  private static PairedDifference table(int both, int first, int second, int neither) {
    return new PairedDifference(both + first + second + neither, both, first, second);
  }

  private static void interval(PairedDifference difference, double low, double high, double error) {
    assertThat(difference.interval(1).low()).isCloseTo(100 * low, within(100 * error));
    assertThat(difference.interval(1).high()).isCloseTo(100 * high, within(100 * error));
  }

  @Test
  void publishedIntervals() {
    // Newcombe (1998), method 10, and with a positive correlation.
    interval(table(36, 12, 2, 0), 0.0569, 0.3404, 6e-5);
    interval(table(20, 12, 2, 16), 0.0562, 0.3292, 6e-5);
    // Airway hyper-responsiveness (Bentur et al., 2009), in Fagerland, Lydersen and Laake (2014).
    interval(table(1, 1, 7, 12), -0.507, -0.026, 6e-4);
    assertThat(table(1, 1, 7, 12).points()).isCloseTo(-100 * 6 / 21.0, within(1e-9));
    // Nothing is misread: what is left is the upper end of the Wilson interval of 0 of 10.
    interval(table(0, 0, 0, 10), -0.27753, 0.27753, 1e-5);
  }

  @Test
  void theOtherWayRoundIsTheNegative() {
    PairedDifference.Interval one = table(5, 30, 10, 955).interval(13);
    PairedDifference.Interval other = table(5, 10, 30, 955).interval(13);
    assertThat(one.low()).isCloseTo(-other.high(), within(1e-9));
    assertThat(one.high()).isCloseTo(-other.low(), within(1e-9));
    assertThat(one.excludesZero()).isEqualTo(other.excludesZero());
  }

  @Test
  void moreComparisonsAreWider() {
    PairedDifference difference = table(5, 30, 12, 953);
    assertThat(difference.interval(1).excludesZero()).isTrue();
    assertThat(difference.interval(37).excludesZero()).isFalse();
    // 97.5 % and, of two, 98.75 %: quantiles 1.95996 and 2.24140, so that much wider here.
    double alone = difference.interval(1).high() - difference.interval(1).low();
    double two = difference.interval(2).high() - difference.interval(2).low();
    assertThat(two / alone).isCloseTo(2.24140 / 1.95996, within(0.02));
  }

  @Test
  void countsImageByImage() {
    boolean yes = true;
    boolean no = false;
    assertThat(
            PairedDifference.of(
                BooleanLists.immutable.of(yes, yes, no, no, yes, no),
                BooleanLists.immutable.of(yes, no, yes, no, no, no)))
        .isEqualTo(new PairedDifference(6, 1, 2, 1));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                PairedDifference.of(
                    BooleanLists.immutable.of(yes), BooleanLists.immutable.empty()));
    assertThatIllegalArgumentException().isThrownBy(() -> new PairedDifference(2, 1, 1, 1));
  }
}
