package capstan.capsnet.augmentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import capstan.capsnet.setting.InvalidSettingException;
import capstan.capsnet.setting.Setting;
import capstan.core.Shape;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ImageTransformTest {
  private static final int IMAGES = 5_000;

  private static ImageTransform transform(Map<String, ?> settings, int... shape) {
    Augmentation augmentation = Setting.changed(Augmentation.NONE, settings);
    return new ImageTransform(augmentation, 0, Shape.of(shape), 7);
  }

  private static float[] adjusted(ImageTransform transform, long epoch, int image, float... from) {
    float[] pixels = new float[from.length + 2];
    System.arraycopy(from, 0, pixels, 1, from.length);
    pixels[0] = 7;
    pixels[from.length + 1] = 7;
    transform.adjust(epoch, image, pixels, 1);
    assertThat(pixels[0]).isEqualTo(7);
    assertThat(pixels[from.length + 1]).isEqualTo(7);
    return Arrays.copyOfRange(pixels, 1, from.length + 1);
  }

  @Test
  void everyOtherImageIsMirrored() {
    ImageTransform transform = transform(Map.of("flip", true), 2, 3, 2);
    float[] image = {0, .1f, .2f, .3f, .4f, .5f, .6f, .7f, .8f, .9f, 1, .05f};
    float[] mirrored = {.4f, .5f, .2f, .3f, 0, .1f, 1, .05f, .8f, .9f, .6f, .7f};
    int count = 0;
    int again = 0;
    for (int k = 0; k < IMAGES; k++) {
      float[] found = adjusted(transform, 0, k, image);
      boolean flipped = found[0] > 0;
      assertThat(found).containsExactly(flipped ? mirrored : image);
      count += flipped ? 1 : 0;
      again += flipped == adjusted(transform, 1, k, image)[0] > 0 ? 1 : 0;
    }
    assertThat(count).isBetween(2_320, 2_680);
    assertThat(again).as("the same in the next epoch").isBetween(2_320, 2_680);
  }

  /** All amounts are even: mean 1, from 0.6 to 1.4, a tenth in each tenth. */
  private static void even(double[] factors) {
    int[] bins = new int[10];
    for (double factor : factors) {
      assertThat(factor).isBetween(0.6 - 1e-6, 1.4 + 1e-6);
      bins[Math.clamp((int) ((factor - 0.6) / 0.08), 0, 9)]++;
    }
    for (int bin : bins) {
      assertThat(bin).isBetween(500 - 110, 500 + 110);
    }
  }

  @Test
  void brightnessMultiplies() {
    ImageTransform transform = transform(Map.of("brightness", 0.4), 1, 3, 1);
    double[] factors = new double[IMAGES];
    for (int k = 0; k < IMAGES; k++) {
      float[] found = adjusted(transform, 2, k, 0.5f, 0.25f, 0.9f);
      factors[k] = found[0] / 0.5;
      assertThat(found[1]).isCloseTo(found[0] / 2, within(1e-6f));
      assertThat((double) found[2]).isCloseTo(Math.min(1, 0.9 * factors[k]), within(1e-6));
    }
    even(factors);
  }

  @Test
  void contrastGoesFromTheMean() {
    ImageTransform transform = transform(Map.of("contrast", 0.4), 1, 2, 2);
    double[] factors = new double[IMAGES];
    for (int k = 0; k < IMAGES; k++) {
      // Their mean is 0.4.
      float[] found = adjusted(transform, 2, k, 0.6f, 0.2f, 0.75f, 0.05f);
      factors[k] = (found[0] - 0.4) / 0.2;
      assertThat((double) found[1]).isCloseTo(0.4 - 0.2 * factors[k], within(1e-6));
      assertThat((double) found[2]).isCloseTo(0.4 + 0.35 * factors[k], within(1e-6));
      assertThat((double) found[3]).isCloseTo(Math.max(0, 0.4 - 0.35 * factors[k]), within(1e-6));
    }
    even(factors);
  }

  @Test
  void aSquareIsErasedAtAnyPlaceWithin() {
    ImageTransform transform = transform(Map.of("erase", 3), 6, 5, 2);
    int[] places = new int[4 * 3];
    for (int k = 0; k < IMAGES; k++) {
      float[] pixels = new float[60];
      Arrays.fill(pixels, 0.5f);
      transform.corrupt(0, k, pixels, 0);
      int first = -1;
      int count = 0;
      for (int i = 0; i < 60; i++) {
        if (pixels[i] == 0) {
          first = first < 0 ? i : first;
          count++;
          assertThat((i - first) / 10).isLessThan(3);
          assertThat((i - first) % 10).isLessThan(6);
        }
      }
      assertThat(count).isEqualTo(3 * 3 * 2);
      places[first / 10 * 3 + first % 10 / 2]++;
    }
    for (int times : places) {
      // 5,000 over 12 places: 417 each, give or take five standard deviations.
      assertThat(times).isBetween(319, 515);
    }
  }

  @Test
  void aSquareThatDoesNotFitIsRefused() {
    transform(Map.of("erase", 5), 5, 6, 1);
    assertThatThrownBy(() -> transform(Map.of("erase", 6), 5, 6, 1))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessage("erase: a square of 6 pixels does not fit images of 5x6");
  }

  @Test
  void noiseIsNormalAndClamped() {
    ImageTransform transform = transform(Map.of("noise", 0.1), 28, 28, 1);
    int images = 200;
    double sum = 0;
    double squares = 0;
    double ofNeighbours = 0;
    double ofEpochs = 0;
    for (int k = 0; k < images; k++) {
      float[] pixels = new float[784];
      Arrays.fill(pixels, 0.5f);
      float[] next = pixels.clone();
      transform.corrupt(0, k, pixels, 0);
      transform.corrupt(1, k, next, 0);
      for (int i = 0; i < 784; i++) {
        double z = (pixels[i] - 0.5) / 0.1;
        sum += z;
        squares += z * z;
        ofNeighbours += z * (pixels[(i + 1) % 784] - 0.5) / 0.1;
        ofEpochs += z * (next[i] - 0.5) / 0.1;
      }
    }
    int count = images * 784;
    double spread = 5 / Math.sqrt(count);
    assertThat(sum / count).isCloseTo(0, within(spread));
    assertThat(squares / count).isCloseTo(0.9985, within(1.5 * spread));
    assertThat(ofNeighbours / count).isCloseTo(0, within(spread));
    assertThat(ofEpochs / count).isCloseTo(0, within(spread));
    float[] black = new float[784];
    transform.corrupt(0, 0, black, 0);
    int zeros = 0;
    for (float pixel : black) {
      assertThat(pixel).isBetween(0f, 0.4f);
      zeros += pixel == 0 ? 1 : 0;
    }
    assertThat(zeros).isBetween(320, 464);
  }

  /** Of each image whether it is mirrored, its factors, and where a patch lies. */
  private static double[][] allAmounts() {
    ImageTransform flip = transform(Map.of("flip", true), 1, 2, 1);
    ImageTransform brightness = transform(Map.of("brightness", 0.4), 1, 2, 1);
    ImageTransform contrast = transform(Map.of("contrast", 0.4), 1, 2, 1);
    ImageTransform erase = transform(Map.of("erase", 1), 9, 9, 1);
    double[][] amounts = new double[IMAGES][];
    for (int k = 0; k < IMAGES; k++) {
      float[] patched = new float[81];
      Arrays.fill(patched, 1);
      erase.corrupt(0, k, patched, 0);
      int patch = 0;
      while (patched[patch] > 0) {
        patch++;
      }
      // Each has mean 0 and variance 1.
      amounts[k] =
          new double[] {
            adjusted(flip, 0, k, 0, 1)[0] * 2 - 1,
            (adjusted(brightness, 0, k, 0.5f, 0)[0] / 0.5 - 1) / 0.4 * Math.sqrt(3),
            ((adjusted(contrast, 0, k, 0.6f, 0.4f)[0] - 0.5) / 0.1 - 1) / 0.4 * Math.sqrt(3),
            (patch / 9 - 4) / Math.sqrt(80 / 12.0),
            (patch % 9 - 4) / Math.sqrt(80 / 12.0)
          };
    }
    return amounts;
  }

  @Test
  void amountsAreIndependentOfEachOtherAndOfTheNextImage() {
    double[][] amounts = allAmounts();
    for (int ahead = 0; ahead <= 1; ahead++) {
      for (int i = 0; i < 5; i++) {
        for (int j = 0; j < 5; j++) {
          double sum = 0;
          for (int k = ahead; k < IMAGES; k++) {
            sum += amounts[k - ahead][i] * amounts[k][j];
          }
          assertThat(sum / (IMAGES - ahead))
              .as("amounts %d and %d, %d images apart", i, j, ahead)
              .isCloseTo(ahead == 0 && i == j ? 1 : 0, within(5 / Math.sqrt(IMAGES)));
        }
      }
    }
  }

  @Test
  void noNoiseComesAgainInTheNextImage() {
    ImageTransform transform = transform(Map.of("noise", 0.1), 28, 28, 1);
    float[] one = new float[784];
    float[] next = new float[784];
    Arrays.fill(one, 0.5f);
    Arrays.fill(next, 0.5f);
    transform.corrupt(0, 3, one, 0);
    transform.corrupt(0, 4, next, 0);
    for (int move = 0; move < 700; move++) {
      int same = 0;
      for (int i = move; i < 784; i++) {
        same += one[i] == next[i - move] ? 1 : 0;
      }
      // One in 4,096 by chance.
      assertThat(same).as("%d pixels on", move).isLessThan(10);
    }
  }

  @Test
  void brightnessComesBeforeContrastAndThePatchBeforeNoise() {
    Map<String, ?> brightness = Map.of("brightness", 0.9);
    Map<String, ?> contrast = Map.of("contrast", 0.9);
    ImageTransform both = transform(Map.of("brightness", 0.9, "contrast", 0.9), 1, 4, 1);
    ImageTransform all = transform(Map.of("erase", 2, "noise", 0.3), 4, 4, 1);
    for (int k = 0; k < 100; k++) {
      float[] image = {0.1f, 0.4f, 0.7f, 0.95f};
      float[] brighter = adjusted(transform(brightness, 1, 4, 1), 0, k, image);
      assertThat(adjusted(both, 0, k, image))
          .containsExactly(adjusted(transform(contrast, 1, 4, 1), 0, k, brighter));
      float[] found = new float[16];
      Arrays.fill(found, 0.5f);
      float[] expected = found.clone();
      all.corrupt(0, k, found, 0);
      transform(Map.of("erase", 2), 4, 4, 1).corrupt(0, k, expected, 0);
      transform(Map.of("noise", 0.3), 4, 4, 1).corrupt(0, k, expected, 0);
      assertThat(found).containsExactly(expected);
    }
  }

  @Test
  void boundsAreHeld() {
    Map.of(
            "rotate", 181.0,
            "scale", 10.1,
            "shear", -0.1,
            "elastic", -1.0,
            "brightness", 1.1,
            "contrast", Double.NaN,
            "erase", -1,
            "noise", 1.5)
        .forEach(
            (name, value) ->
                assertThatThrownBy(() -> Setting.changed(Augmentation.NONE, Map.of(name, value)))
                    .isInstanceOf(InvalidSettingException.class)
                    .hasMessageStartingWith(name + " must be ")
                    .hasMessageEndingWith("found " + value));
  }

  @Test
  void saysWhatIsGiven() {
    assertThat(Augmentation.NONE.inWords()).isEmpty();
    assertThat(
            Setting.changed(
                    Augmentation.NONE, Map.of("rotate", 7.5, "erase", 4, "warped-target", false))
                .inWords())
        .isEqualTo("rotate 7.5, erase 4, warped-target false");
  }
}
