package capstan.mnist.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import capstan.capsnet.data.ImageSet;
import capstan.capsnet.inspect.EncodedFeatures;
import capstan.core.CounterRandom;
import capstan.core.Shape;
import capstan.core.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How well a parameter is read from features whose dependence on it is known. */
class ReadoutTest {
  private static final List<Double> STEPS = List.of(-4.0, -2.0, -1.0, 0.0, 1.0, 2.0, 4.0);
  private static final CounterRandom RANDOM = new CounterRandom(5, 1);

  /** A feature of a digit, given its label and how many of its class come before it. */
  @FunctionalInterface
  private interface Feature {
    double of(int image, int number, double step);
  }

  /** Digits whose classes follow each other: 0, 1, 2, 0, 1, 2, … */
  private static ImageSet digits(int count, int classes) {
    byte[] labels = new byte[count];
    for (int image = 0; image < count; image++) {
      labels[image] = (byte) (image % classes);
    }
    return ImageSet.copyOf("none", 1, 1, 1, classes, new byte[count], labels);
  }

  private static List<EncodedFeatures> encoded(int count, int numbers, Feature feature) {
    return encoded(STEPS, count, numbers, feature);
  }

  private static List<EncodedFeatures> encoded(
      List<Double> steps, int count, int numbers, Feature feature) {
    List<EncodedFeatures> all = new ArrayList<>();
    for (double step : steps) {
      Tensor features = Tensor.zeros(Shape.of(count, numbers));
      for (int image = 0; image < count; image++) {
        for (int number = 0; number < numbers; number++) {
          features.set((float) feature.of(image, number, step), image, number);
        }
      }
      all.add(
          new EncodedFeatures(
              features, Tensor.zeros(Shape.of(count)), Collections.nCopies(count, 0)));
    }
    return all;
  }

  /** Between −1 and 1, another for each digit, number and step. */
  private static double noise(int image, int number, double step) {
    return 2 * RANDOM.uniform((image * 1000L + number) * 100 + (long) (step * 10) + 50) - 1;
  }

  @Test
  void aLinearDependenceIsReadWhole() {
    // Digits differ by what is orthogonal to the direction in which the step moves them, and
    // classes move in other directions.
    Feature feature =
        (image, number, step) ->
            number == 0
                ? 3 + 0.25 * step * (image % 3 + 1)
                : number == 1 ? step - 7 * noise(image, 2, 0) : noise(image, number, 0);
    Readout readout = Readout.measure(digits(60, 3), STEPS, encoded(60, 6, feature), 6);
    assertThat(readout.all().r2()).isCloseTo(1, within(1e-9));
    assertThat(readout.all().digits()).isEqualTo(30);
    assertThat(readout.all().low()).isCloseTo(1, within(1e-9));
    assertThat(readout.classes()).hasSize(3);
    readout.classes().forEach(each -> assertThat(each.r2()).isCloseTo(1, within(1e-9)));
  }

  @Test
  void nothingIsReadFromNoise() {
    for (int numbers : List.of(3, 40)) {
      Readout readout =
          Readout.measure(digits(60, 1), STEPS, encoded(60, numbers, ReadoutTest::noise), numbers);
      assertThat(readout.all().r2()).isBetween(-0.2, 0.1);
      assertThat(readout.all().low()).isLessThan(readout.all().r2());
    }
  }

  @Test
  void allStepsOfADigitAreOnOneSide() {
    // The second, the fourth and so on move the other way than those that are learned from:
    // each step is read with the wrong sign, an error of twice the step.
    Feature feature = (image, number, step) -> image % 2 == 0 ? step : -step;
    Readout readout = Readout.measure(digits(20, 1), STEPS, encoded(20, 1, feature), 1);
    assertThat(readout.all().r2()).isCloseTo(-3, within(1e-6));
    assertThat(readout.all().high() - readout.all().low()).isCloseTo(0, within(1e-6));
  }

  @Test
  void theIntervalIsOverDigits() {
    // Of eight digits four are held out; two of them do not move: R² is 1, 0, 1, 0.
    Feature feature = (image, number, step) -> image % 2 == 0 || image % 4 == 1 ? step : 0;
    Readout.Share share = Readout.measure(digits(8, 1), STEPS, encoded(8, 1, feature), 1).all();
    assertThat(share.digits()).isEqualTo(4);
    assertThat(share.r2()).isCloseTo(0.5, within(1e-6));
    // The standard deviation is √(4 · 0.25 / 3) and its part in the mean half of that.
    assertThat(share.high() - 0.5).isCloseTo(1.96 * Math.sqrt(1.0 / 3) / 2, within(1e-6));
    assertThat(share.low()).isCloseTo(1 - share.high(), within(1e-6));
  }

  @Test
  void aReductionSeesTheLargestVariance() {
    // The step moves one feature of twenty, by far less than sixteen others vary.
    Feature weak =
        (image, number, step) ->
            number == 19 ? 0.01 * step : number < 16 ? noise(image, number, step) : 0;
    Readout all = Readout.measure(digits(60, 1), STEPS, encoded(60, 20, weak), 20);
    Readout reduced = Readout.measure(digits(60, 1), STEPS, encoded(60, 20, weak), 16);
    assertThat(all.all().r2()).isCloseTo(1, within(1e-6));
    assertThat(reduced.all().r2()).isLessThan(0.1);
    assertThat(reduced.components()).isEqualTo(16);
    assertThat(reduced.numbers()).isEqualTo(20);
    // By more than they vary, and nothing is lost.
    Feature strong =
        (image, number, step) ->
            number == 19 ? 10 * step : number < 16 ? noise(image, number, step) : 5;
    Readout kept = Readout.measure(digits(60, 1), STEPS, encoded(60, 20, strong), 16);
    assertThat(kept.all().r2()).isGreaterThan(0.99);
  }

  @Test
  void aClassWithTooFewDigitsIsLeftOut() {
    ImageSet seven = digits(7, 2);
    Readout readout =
        Readout.measure(seven, STEPS, encoded(7, 1, (image, number, step) -> step), 1);
    assertThat(readout.classes().get(0).digits()).isEqualTo(2);
    assertThat(readout.classes().get(1).digits()).isZero();
    assertThat(readout.classes().get(1).r2()).isNaN();
    assertThat(readout.all().digits()).isEqualTo(2);
    assertThat(readout.all().r2()).isCloseTo(1, within(1e-9));
    assertThat(Readout.possible(seven)).isTrue();
    assertThat(Readout.possible(digits(6, 2))).isFalse();
  }

  @Test
  void featuresThatNeverMoveReadTheMean() {
    Readout readout =
        Readout.measure(digits(20, 1), STEPS, encoded(20, 2, (image, number, step) -> 4), 2);
    assertThat(readout.all().r2()).isCloseTo(0, within(1e-9));
  }

  @Test
  void stepsNeedNotLieAboutZero() {
    List<Double> steps = List.of(0.7, 1.0, 1.6);
    Feature feature = (image, number, step) -> 5 - 2 * step;
    Readout readout = Readout.measure(digits(20, 1), steps, encoded(steps, 20, 1, feature), 1);
    assertThat(readout.all().r2()).isCloseTo(1, within(1e-9));
  }

  @Test
  void thePenaltyIsInPartsOfTheMeanVariance() {
    // Of five digits the first, third and fifth are learned from, of which only the last moves: no
    // penalty is better than another on those left out, and the strongest stays. With half of the
    // only variance for the mean of two it is 5 of it, and the weight 1 / (1 + 5).
    Feature feature =
        (image, number, step) -> number == 0 && (image % 2 == 1 || image == 4) ? step : 0;
    Readout readout = Readout.measure(digits(5, 1), STEPS, encoded(5, 2, feature), 2);
    assertThat(readout.all().r2()).isCloseTo(1 - 25 / 36.0, within(1e-9));
  }
}
