package capstan.capsnet.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import capstan.capsnet.augmentation.Augmentation;
import capstan.capsnet.augmentation.EveryAugmentation;
import capstan.capsnet.augmentation.ImageChanges;
import capstan.capsnet.setting.InvalidSettingException;
import capstan.capsnet.setting.Setting;
import capstan.core.Tensor;
import capstan.core.Workers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Batches of images that are changed at random: the same whoever makes them, and from anywhere. */
class AugmentedBatchesTest {
  private static final ImageSet DIGITS = DrawnDigits.dataset(43, 10, 5, 1).train();
  private static final int BATCH = 8;
  private static final Augmentation ALL = augmentation(EveryAugmentation.SETTINGS);

  private static Augmentation augmentation(Map<String, ?> settings) {
    return Setting.changed(Augmentation.NONE, settings);
  }

  private static Batches batches(double shift, Augmentation augmentation, boolean toDraw) {
    return Batches.training(DIGITS, BATCH, 9, new ImageChanges(shift, augmentation, 10), toDraw);
  }

  /** Pixels, targets and labels of the next batch. */
  private static List<Float> next(Batches batches) {
    int size = batches.nextSize();
    Tensor pixels = Tensor.zeros(batches.pixelShape(size));
    Tensor targets = Tensor.zeros(size, 10);
    int[] labels = new int[size];
    assertThat(batches.next(pixels, targets, labels)).isEqualTo(size);
    List<Float> all = new ArrayList<>();
    for (float[] numbers : List.of(pixels.toArray(), targets.toArray())) {
      for (float number : numbers) {
        all.add(number);
      }
    }
    Arrays.stream(labels).forEach(label -> all.add((float) label));
    return all;
  }

  private static List<List<Float>> epochs(Batches batches) {
    List<List<Float>> all = new ArrayList<>();
    for (int epoch = 0; epoch < 2; epoch++) {
      batches.moveTo(epoch, 0);
      while (batches.nextSize() > 0) {
        all.add(next(batches));
      }
    }
    return all;
  }

  @Test
  void anyTeamMakesTheSame() {
    for (boolean toDraw : new boolean[] {false, true}) {
      List<List<Float>> alone = epochs(batches(1.5, ALL, toDraw));
      assertThat(alone).hasSize(12);
      for (int threads = 1; threads <= 3; threads++) {
        try (Workers team = new Workers(threads)) {
          Batches shared = batches(1.5, ALL, toDraw);
          shared.shareAmong(team);
          assertThat(epochs(shared)).isEqualTo(alone);
        }
      }
    }
  }

  @Test
  void goOnFromAnywhere() {
    List<List<Float>> all = epochs(batches(2, ALL, true));
    Batches resumed = batches(2, ALL, true);
    for (int at : new int[] {10, 3, 5, 11, 0}) {
      resumed.moveTo(at / 6, at % 6 * BATCH);
      assertThat(next(resumed)).isEqualTo(all.get(at));
    }
  }

  @Test
  void nothingAskedForChangesNothing() {
    assertThat(epochs(batches(2, Augmentation.NONE, false)))
        .isEqualTo(epochs(Batches.training(DIGITS, BATCH, 9, 2)));
    List<List<Float>> still = epochs(batches(0, Augmentation.NONE, false));
    // A warp so small that no bit of a coordinate feels it is none either.
    assertThat(epochs(batches(0, augmentation(Map.of("rotate", 1e-12)), false))).isEqualTo(still);
    assertThat(epochs(batches(1e-12, Augmentation.NONE, false))).isEqualTo(still);
    assertThat(epochs(batches(0.5, Augmentation.NONE, false))).isNotEqualTo(still);
  }

  @Test
  void classesAreUntouchedAndEveryEpochIsNew() {
    Batches plain = Batches.training(DIGITS, BATCH, 9, 0);
    Batches changed = batches(2, ALL, false);
    int pixels = BATCH * DIGITS.imageSize();
    List<Float> as = next(plain);
    List<Float> is = next(changed);
    assertThat(is.subList(pixels, is.size())).isEqualTo(as.subList(pixels, as.size()));
    assertThat(is.subList(0, pixels)).isNotEqualTo(as.subList(0, pixels));
    assertThat(is.subList(0, pixels)).allMatch(pixel -> pixel >= 0 && pixel <= 1);
    ImageSet one = DIGITS.first(1);
    Batches alone =
        Batches.training(
            one, 1, 9, new ImageChanges(0, augmentation(Map.of("elastic", 1)), 10), false);
    List<Float> first = next(alone);
    alone.moveTo(1, 0);
    assertThat(next(alone)).isNotEqualTo(first);
  }

  @ParameterizedTest
  @MethodSource("capstan.capsnet.augmentation.EveryAugmentation#alone")
  void theSeedDecidesEveryAmount(String setting) {
    Augmentation one = augmentation(Map.of(setting, EveryAugmentation.SETTINGS.get(setting)));
    assertThat(ofOneImage(9, one)).isEqualTo(ofOneImage(9, one)).isNotEqualTo(ofOneImage(10, one));
  }

  private static List<Float> shown(double shift, Map<String, ?> settings, int epoch) {
    Augmentation augmentation = augmentation(settings);
    Batches batches =
        Batches.training(
            DIGITS, DIGITS.count(), 9, new ImageChanges(shift, augmentation, 10), false);
    batches.moveTo(epoch, 0);
    return next(batches);
  }

  /** Of the images of an epoch how many are those of another. */
  private static long alike(List<Float> some, List<Float> others) {
    int size = DIGITS.imageSize();
    return IntStream.range(0, DIGITS.count())
        .filter(
            i ->
                some.subList(i * size, (i + 1) * size)
                    .equals(others.subList(i * size, (i + 1) * size)))
        .count();
  }

  @ParameterizedTest
  @ValueSource(doubles = {2, 1.5})
  void aShareIsWarpedAndTheOthersOnlyMove(double shift) {
    long plain = 0;
    for (int epoch = 0; epoch < 10; epoch++) {
      List<Float> moved = shown(shift, Map.of(), epoch);
      List<Float> warped = shown(shift, bent(1, 1), epoch);
      List<Float> some = shown(shift, bent(0.7, 1), epoch);
      assertThat(alike(warped, moved)).isZero();
      assertThat(alike(some, moved) + alike(some, warped)).isEqualTo(DIGITS.count());
      plain += alike(some, moved);
    }
    double expected = 0.3 * 10 * DIGITS.count();
    assertThat((double) plain).isCloseTo(expected, within(4 * Math.sqrt(0.7 * expected)));
  }

  @ParameterizedTest
  @ValueSource(doubles = {2, 1.5})
  void theLastEpochsHaveNoWarps(double shift) {
    for (int epoch = 0; epoch < 12; epoch++) {
      Map<String, ?> expected = epoch < 8 ? bent(1, 1) : Map.of();
      assertThat(shown(shift, bent(1, 0.75), epoch))
          .as("epoch %d", epoch)
          .isEqualTo(shown(shift, expected, epoch));
    }
  }

  private static Map<String, ?> bent(double share, double until) {
    return Map.of("rotate", 20, "elastic", 1, "warp-share", share, "warp-until", until);
  }

  /** 0.55 of 100 is a little more than 55 in binary fractions. */
  @Test
  void aShareOfTheEpochsIsNotMoreForItsRounding() {
    assertThat(new ImageChanges(0, augmentation(bent(1, 0.55)), 100).plainFrom()).isEqualTo(55);
    assertThat(new ImageChanges(0, augmentation(bent(1, 0.551)), 100).plainFrom()).isEqualTo(56);
    assertThat(new ImageChanges(0, augmentation(bent(1, 0.8)), 30).plainFrom()).isEqualTo(24);
  }

  /** What ten epochs make of one image. */
  private static List<List<Float>> ofOneImage(long seed, Augmentation augmentation) {
    Batches batches =
        Batches.training(DIGITS.first(1), 1, seed, new ImageChanges(0, augmentation, 10), false);
    List<List<Float>> all = new ArrayList<>();
    for (int epoch = 0; epoch < 10; epoch++) {
      batches.moveTo(epoch, 0);
      all.add(next(batches));
    }
    return all;
  }

  @Test
  void ofASmallerBatchEachHalfHasItsImagesFirst() {
    Batches exact = batches(2, ALL, true);
    Batches roomy = batches(2, ALL, true);
    exact.moveTo(0, 40);
    roomy.moveTo(0, 40);
    int half = 3 * DIGITS.imageSize();
    List<Float> expected = next(exact);
    Tensor pixels = Tensor.zeros(batches(2, ALL, true).pixelShape(BATCH));
    assertThat(roomy.next(pixels, Tensor.zeros(BATCH, 10), new int[BATCH])).isEqualTo(3);
    assertThat(pixels.slice(0, 3).toArray()).containsExactly(numbers(expected.subList(0, half)));
    assertThat(pixels.slice(BATCH, 3).toArray())
        .containsExactly(numbers(expected.subList(half, 2 * half)));
    Tensor odd = Tensor.zeros(2 * BATCH - 1, 28, 28, 1);
    assertThatThrownBy(() -> roomy.next(odd, Tensor.zeros(BATCH, 10), new int[BATCH]))
        .hasMessageContaining("[15, 28, 28, 1]");
  }

  private static float[] numbers(List<Float> list) {
    float[] numbers = new float[list.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = list.get(i);
    }
    return numbers;
  }

  @Test
  void whatIsToBeDrawnHasNeitherPatchNorNoise() {
    Augmentation warped = augmentation(Map.of("rotate", 15, "flip", true, "contrast", 0.3));
    Augmentation hidden =
        augmentation(Map.of("rotate", 15, "flip", true, "contrast", 0.3, "noise", 0.2, "erase", 9));
    int pixels = BATCH * DIGITS.imageSize();
    List<Float> plain = next(batches(1, warped, false));
    List<Float> both = next(batches(1, hidden, true));
    assertThat(both.subList(pixels, 2 * pixels)).isEqualTo(plain.subList(0, pixels));
    assertThat(both.subList(0, pixels))
        .isEqualTo(next(batches(1, hidden, false)).subList(0, pixels));
    assertThat(both.subList(0, pixels)).isNotEqualTo(plain.subList(0, pixels));
  }

  @Test
  void whatIsToBeDrawnMayBeTheImageInTheData() {
    Augmentation unwarped =
        augmentation(Map.of("rotate", 15, "noise", 0.2, "flip", true, "warped-target", false));
    int pixels = BATCH * DIGITS.imageSize();
    List<Float> both = next(batches(2, unwarped, true));
    List<Float> data = next(Batches.training(DIGITS, BATCH, 9, 0));
    assertThat(both.subList(pixels, 2 * pixels)).isEqualTo(data.subList(0, pixels));
    assertThat(both.subList(0, pixels)).isNotEqualTo(data.subList(0, pixels));
  }

  @Test
  void refusesWhatCannotBe() {
    assertThatThrownBy(() -> batches(0, augmentation(Map.of("erase", 29)), false))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessage("erase: a square of 29 pixels does not fit images of 28x28");
    assertThatThrownBy(() -> batches(Double.NaN, ALL, false)).hasMessageContaining("found NaN");
    Batches toDraw = batches(0, ALL, true);
    assertThatThrownBy(
            () -> toDraw.next(Tensor.zeros(8, 28, 28, 1), Tensor.zeros(8, 10), new int[8]))
        .hasMessageContainingAll("[8, 28, 28, 1]", "[16, 28, 28, 1]");
  }
}
