package capstan.capsnet.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import capstan.capsnet.setting.InvalidSettingException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SelectionTest {
  private static final Selection BEST = new Selection(0, Selection.Keep.BEST, 0);

  private static List<EpochMetrics> epochs(Score... validation) {
    List<EpochMetrics> epochs = new ArrayList<>();
    for (Score score : validation) {
      int epoch = epochs.size() + 1;
      epochs.add(new EpochMetrics(epoch, epoch, 1e-3, 1, 0, 0, 0, 0, Score.NONE, score, 1, 1));
    }
    return epochs;
  }

  private static Score wrong(int wrong, double loss) {
    return new Score(100, wrong, loss);
  }

  private static int best(Score... validation) {
    return BEST.of(epochs(validation)).orElseThrow().epoch();
  }

  @Test
  void theBestHasTheFewestErrorsThenTheLeastLossAndIsThenTheLater() {
    assertThat(best(wrong(9, 0.5))).isEqualTo(1);
    assertThat(best(wrong(9, 0.5), wrong(7, 0.9), wrong(8, 0.1))).isEqualTo(2);
    assertThat(best(wrong(7, 0.5), wrong(7, 0.4), wrong(7, 0.6))).isEqualTo(2);
    assertThat(best(wrong(7, 0.5), wrong(9, 0.1), wrong(7, 0.5), wrong(8, 0.2))).isEqualTo(3);
    assertThat(best(wrong(7, Double.NaN), wrong(7, 3))).isEqualTo(2);
    assertThat(BEST.of(List.of())).isEmpty();
  }

  @Test
  void theLastIsKeptUnlessTheBestIsAskedFor() {
    assertThat(Selection.NONE.of(epochs(wrong(1, 0.1), wrong(9, 0.9))).orElseThrow().epoch())
        .isEqualTo(2);
    assertThat(Selection.NONE.of(List.of())).isEmpty();
  }

  /** As of a network that no longer learns anything. */
  @Test
  void whatStaysTheSameIsNoBetter() {
    Selection two = new Selection(0, Selection.Keep.BEST, 2);
    List<EpochMetrics> same = epochs(wrong(9, 1), wrong(9, 1), wrong(9, 1), wrong(9, 1));
    assertThat(two.isExhausted(same.subList(0, 2))).isFalse();
    assertThat(two.isExhausted(same.subList(0, 3))).isTrue();
    assertThat(Selection.earliestBest(same).orElseThrow().epoch()).isEqualTo(1);
    assertThat(two.of(same).orElseThrow().epoch()).isEqualTo(4);
  }

  @Test
  void patienceCountsFromTheBest() {
    Selection two = new Selection(0, Selection.Keep.LAST, 2);
    Score[] course = {
      wrong(9, 1), wrong(5, 1), wrong(6, 1), wrong(5, 0.9), wrong(7, 1), wrong(5, 0.95)
    };
    boolean[] ends = {false, false, false, false, false, true};
    for (int done = 1; done <= course.length; done++) {
      List<EpochMetrics> epochs = epochs(course).subList(0, done);
      assertThat(two.isExhausted(epochs)).as("after %d", done).isEqualTo(ends[done - 1]);
      assertThat(Selection.NONE.isExhausted(epochs)).isFalse();
    }
    assertThat(two.isExhausted(List.of())).isFalse();
  }

  @Test
  void aRunIsCompleteOnceTheChosenEpochIsTested() {
    List<EpochMetrics> epochs = epochs(wrong(4, 1), wrong(3, 1), wrong(5, 1));
    assertThat(BEST.isComplete(epochs, 3)).isFalse();
    epochs.set(2, epochs.get(2).withTest(wrong(1, 1)));
    assertThat(BEST.isComplete(epochs, 3)).isFalse();
    epochs.set(1, epochs.get(1).withTest(wrong(1, 1)));
    assertThat(BEST.isComplete(epochs, 3)).isTrue();
    assertThat(BEST.isComplete(epochs, 4)).isFalse();
    assertThat(new Selection(0, Selection.Keep.BEST, 1).isComplete(epochs, 4)).isTrue();
    assertThat(BEST.isComplete(List.of(), 0)).isTrue();
  }

  @Test
  void whatChoosesNeedsValidationImages() {
    assertThatThrownBy(() -> BEST.requireValidation(false))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageContainingAll("keep best", "no validation images");
    assertThatThrownBy(() -> new Selection(0, Selection.Keep.LAST, 3).requireValidation(false))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageContainingAll("patience 3", "no validation images");
    assertThatCode(() -> BEST.requireValidation(true)).doesNotThrowAnyException();
    assertThatCode(() -> Selection.NONE.requireValidation(false)).doesNotThrowAnyException();
  }

  @Test
  void numbersHaveBounds() {
    assertThatThrownBy(() -> new Selection(1, Selection.Keep.LAST, 0))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageContaining("average");
    assertThatThrownBy(() -> new Selection(0, Selection.Keep.LAST, -1))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageContaining("patience");
  }
}
