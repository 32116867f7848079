package capstan.mnist.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import capstan.capsnet.run.EpochMetrics;
import capstan.capsnet.run.ExampleWords;
import capstan.capsnet.run.Score;
import capstan.mnist.picture.Picture;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainingCurvesTest {
  private static final int BLUE = 0x0072b2;
  private static final int ORANGE = 0xd55e00;
  private static final int GREEN = 0x009e73;

  @Test
  void bothPanelsShowTheirCurves() throws IOException {
    Picture picture = TrainingCurves.draw("a run", ExampleWords.IMAGES, course(10));
    assertThat(picture.width()).isEqualTo(1400);
    assertThat(picture.height()).isEqualTo(504);
    assertThat(highest(picture, 100, 500, BLUE)).isPositive();
    assertThat(highest(picture, 100, 500, ORANGE)).isPositive();
    assertThat(highest(picture, 100, 500, GREEN)).isPositive();
    assertThat(highest(picture, 800, 1200, BLUE)).isPositive();
    assertThat(highest(picture, 800, 1200, ORANGE)).isPositive();
    assertThat(highest(picture, 800, 1200, GREEN)).isNegative();
    // The loss is more than the reconstruction part, so it lies higher: at a smaller y.
    assertThat(highest(picture, 100, 500, BLUE)).isLessThan(highest(picture, 100, 500, GREEN));
  }

  @Test
  void aLossWithoutReconstructionHasNoParts() throws IOException {
    List<EpochMetrics> epochs =
        List.of(
            epoch(1, 100, 9, 0.5, 0.5, 0, new Score(100, 8, 0.4)),
            epoch(2, 100, 5, 0.3, 0.3, 0, new Score(100, 6, 0.3)));
    Picture picture = TrainingCurves.draw("a run", ExampleWords.IMAGES, epochs);
    assertThat(highest(picture, 100, 500, BLUE)).isPositive();
    assertThat(highest(picture, 100, 500, ORANGE)).isNegative();
    assertThat(highest(picture, 100, 500, GREEN)).isNegative();
  }

  /** Under each of ten epochs stands a number: ten islands of ink below the plot. */
  @Test
  void everyEpochIsNamed() throws IOException {
    assertThat(namesBelow(TrainingCurves.draw("a run", ExampleWords.IMAGES, course(10))))
        .isEqualTo(10);
  }

  /** Of a single epoch nothing is named that was not trained. */
  @Test
  void aSingleEpochIsTheOnlyOneNamed() throws IOException {
    assertThat(namesBelow(TrainingCurves.draw("a run", ExampleWords.IMAGES, course(1))))
        .isEqualTo(1);
  }

  private static int namesBelow(Picture picture) {
    int islands = 0;
    int blank = 0;
    for (int x = 82; x < 690; x++) {
      boolean ink = false;
      for (int y = 464; y < 480; y++) {
        ink |= (picture.rgb(x, y) & 0xff) < 0x80;
      }
      islands += ink && blank > 20 ? 1 : 0;
      blank = ink ? 0 : blank + 1;
    }
    return islands;
  }

  @Test
  void aZeroLiesBelowEveryOtherValue() throws IOException {
    double[] x = {1, 2, 3};
    CurvePanel panel =
        new CurvePanel(
            "errors",
            "epoch",
            "%",
            true,
            List.of(
                Curve.of("some", x, new double[] {4, 2, 1}),
                Curve.of("none", x, new double[] {0, 0, 0})));
    Picture picture = Curves.draw("", List.of(panel));
    assertThat(lowest(picture, 100, 500, BLUE)).isLessThan(lowest(picture, 100, 500, ORANGE));
  }

  @Test
  void equalStepsOfALogarithmicAxisAreEqualFactors() throws IOException {
    double[] x = {1, 2};
    CurvePanel panel =
        new CurvePanel(
            "",
            "",
            "",
            true,
            List.of(
                Curve.of("a", x, new double[] {100, 100}),
                Curve.of("b", x, new double[] {10, 10}),
                Curve.of("c", x, new double[] {1, 1})));
    Picture picture = Curves.draw("", List.of(panel));
    int a = highest(picture, 200, 400, BLUE);
    int b = highest(picture, 200, 400, ORANGE);
    int c = highest(picture, 200, 400, GREEN);
    assertThat(b - a).isCloseTo(c - b, org.assertj.core.data.Offset.offset(2));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 61, 1000})
  void anyNumberOfEpochsCanBeDrawn(int epochs) throws IOException {
    assertThat(TrainingCurves.draw("", ExampleWords.IMAGES, course(epochs)).width())
        .isEqualTo(1400);
  }

  @Test
  void whatIsNotFiniteLeavesAGap() throws IOException {
    List<EpochMetrics> epochs = new ArrayList<>(course(5));
    double nan = Double.NaN;
    epochs.set(2, epoch(3, 0, 0, nan, Double.POSITIVE_INFINITY, nan, Score.NONE));
    Picture gap = TrainingCurves.draw("", ExampleWords.IMAGES, epochs);
    assertThat(highest(gap, 100, 500, BLUE)).isPositive();
    EpochMetrics nothing = epoch(1, 0, 0, nan, nan, nan, Score.NONE);
    assertThat(
            highest(TrainingCurves.draw("", ExampleWords.IMAGES, List.of(nothing)), 0, 1400, BLUE))
        .isNegative();
  }

  @Test
  void aPerfectRunCanBeDrawn() throws IOException {
    EpochMetrics perfect = epoch(1, 100, 0, 0, 0, 0, new Score(100, 0, 0));
    assertThat(
            highest(TrainingCurves.draw("", ExampleWords.IMAGES, List.of(perfect)), 0, 1400, BLUE))
        .isPositive();
  }

  @Test
  void linearPanelsTakeNegativeValues() throws IOException {
    Curve curve = Curve.of("c", new double[] {0, 1}, new double[] {-3, 3});
    CurvePanel panel = new CurvePanel("", "x", "y", false, List.of(curve));
    assertThat(highest(Curves.draw("", List.of(panel)), 0, 700, BLUE)).isPositive();
  }

  @Test
  void ticksAreNamedAsPeopleWriteThem() {
    assertThat(LogarithmicTicks.between(0.3, 6).toArray()).containsExactly(0.5, 1, 2, 5);
    assertThat(LogarithmicTicks.between(0.01, 100).toArray())
        .containsExactly(0.01, 0.1, 1, 10, 100);
    // A narrow range has more than one name.
    assertThat(LogarithmicTicks.between(78, 122).toArray()).containsExactly(80, 90, 100);
    assertThat(LogarithmicTicks.between(1.25, 2.1).toArray()).containsExactly(1.4, 1.6, 1.8, 2);
    assertThat(LogarithmicTicks.between(0.33, 0.52).toArray())
        .containsExactly(0.35, 0.4, 0.45, 0.5);
    assertThat(LogarithmicTicks.between(0.6, 1.9).toArray())
        .containsExactly(0.6, 0.7, 0.8, 0.9, 1, 1.5);
    assertThat(LogarithmicTicks.label(1.2)).isEqualTo("1.2");
    assertThat(LogarithmicTicks.label(0.035)).isEqualTo("0.035");
    assertThat(LogarithmicTicks.label(1.2e5)).isEqualTo("1.2e5");
    assertThat(LogarithmicTicks.label(0.05)).isEqualTo("0.05");
    assertThat(LogarithmicTicks.label(1)).isEqualTo("1");
    assertThat(LogarithmicTicks.label(200)).isEqualTo("200");
    assertThat(LogarithmicTicks.label(0.001)).isEqualTo("0.001");
    assertThat(LogarithmicTicks.label(1e-6)).isEqualTo("1e-6");
    assertThat(LogarithmicTicks.label(1e5)).isEqualTo("1e5");
  }

  @Test
  void refusesCurvesOfUnequalLengths() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Curve.of("loss", new double[2], new double[3]))
        .withMessage("curve loss: 2 places with 3 values");
    assertThatIllegalArgumentException().isThrownBy(() -> Curves.draw("", List.of()));
  }

  private static List<EpochMetrics> course(int epochs) {
    List<EpochMetrics> course = new ArrayList<>();
    for (int epoch = 1; epoch <= epochs; epoch++) {
      double loss = 0.5 / epoch;
      Score test = new Score(100_000, 2_000 / epoch, 0);
      course.add(epoch(epoch, 100_000, 5_000 / epoch, loss, 0.8 * loss, 0.2 * loss, test));
    }
    return course;
  }

  private static EpochMetrics epoch(
      int epoch,
      int images,
      int wrong,
      double loss,
      double classification,
      double reconstruction,
      Score test) {
    return new EpochMetrics(
        epoch,
        epoch,
        0,
        images,
        wrong,
        loss,
        classification,
        reconstruction,
        test,
        Score.NONE,
        1,
        1);
  }

  private static int highest(Picture picture, int left, int right, int colour) {
    for (int y = 0; y < picture.height(); y++) {
      for (int x = left; x < right; x++) {
        if (picture.rgb(x, y) == colour) {
          return y;
        }
      }
    }
    return -1;
  }

  private static int lowest(Picture picture, int left, int right, int colour) {
    for (int y = picture.height() - 1; y >= 0; y--) {
      for (int x = left; x < right; x++) {
        if (picture.rgb(x, y) == colour) {
          return y;
        }
      }
    }
    return -1;
  }
}
