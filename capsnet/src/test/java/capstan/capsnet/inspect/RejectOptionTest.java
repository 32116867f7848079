package capstan.capsnet.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class RejectOptionTest {
  /** Against a recount of all answers at every threshold; few values, so that many are equal. */
  @Property(tries = 200)
  void countsWhatIsNotBelowTheThreshold(
      @ForAll @Size(min = 1, max = 40) List<@IntRange(max = 9) Integer> drawn) {
    List<Double> trust = drawn.stream().map(each -> each / 2 / 4.0).toList();
    List<Boolean> right = drawn.stream().map(each -> each % 2 == 0).toList();
    RejectOption option = RejectOption.of(trust, right);
    assertThat(option.points()).hasSize((int) trust.stream().distinct().count());
    for (RejectOption.Point point : option.points()) {
      int answered = 0;
      int wrong = 0;
      for (int image = 0; image < trust.size(); image++) {
        if (trust.get(image) >= point.threshold()) {
          answered++;
          wrong += right.get(image) ? 0 : 1;
        }
      }
      assertThat(point.answered()).isEqualTo(answered);
      assertThat(point.wrong()).isEqualTo(wrong);
    }
    assertThat(option.points().getLast().answered()).isEqualTo(trust.size());
    // Equal ones in reverse are as much by chance as before.
    assertThat(RejectOption.of(trust.reversed(), right.reversed()).area())
        .isCloseTo(option.area(), within(1e-12));
  }

  @Test
  void theAreaByHand() {
    List<Boolean> right = List.of(true, false, true, false);
    // Risks 0, 1/2, 1/3, 2/4.
    assertThat(RejectOption.of(List.of(0.9, 0.8, 0.7, 0.6), right).area())
        .isCloseTo((0 + 1 / 2.0 + 1 / 3.0 + 2 / 4.0) / 4, within(1e-12));
    // None is trusted more than another: any order has the whole error on average.
    assertThat(RejectOption.of(List.of(0.5, 0.5, 0.5, 0.5), right).area())
        .isCloseTo(0.5, within(1e-12));
  }

  @Test
  void refusesNoMoreThanAskedFor() {
    List<Double> trust = List.of(0.1, 0.2, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9);
    List<Boolean> right = IntStream.range(0, 10).mapToObj(image -> image != 1).toList();
    RejectOption option = RejectOption.of(trust, right);
    assertThat(option.refusing(0)).isEqualTo(new RejectOption.Point(0.1, 10, 1));
    assertThat(option.refusing(0).risk()).isEqualTo(0.1);
    assertThat(option.refusing(0.1)).isEqualTo(new RejectOption.Point(0.2, 9, 1));
    // The second and third are refused together or not at all.
    assertThat(option.refusing(0.2)).isEqualTo(new RejectOption.Point(0.2, 9, 1));
    assertThat(option.refusing(0.3)).isEqualTo(new RejectOption.Point(0.3, 7, 0));
    assertThat(option.refusing(1).answered()).isEqualTo(1);
    assertThatThrownBy(() -> RejectOption.of(trust, List.of(true)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("10 of 1");
    assertThatThrownBy(() -> RejectOption.of(List.of(0.5, Double.NaN), List.of(true, true)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("trust in an answer is no number");
  }
}
