package capstan.capsnet.augmentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import capstan.capsnet.setting.Setting;
import capstan.core.CounterRandom;
import capstan.core.Shape;
import java.util.Arrays;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Hand-computed maps, maps as products of matrices, and what is drawn. */
class RandomWarpTest {
  private static final int EXAMPLES = 20_000;

  private static RandomWarp warp(int height, int width, int channels) {
    return new RandomWarp(Augmentation.NONE, 0, Shape.of(height, width, channels), 1);
  }

  private static float[] warped(RandomWarp warp, float... image) {
    float[] into = new float[image.length + 2];
    Arrays.fill(into, -1);
    warp.warp(image, into, 1);
    assertThat(into[0]).isEqualTo(-1);
    assertThat(into[into.length - 1]).isEqualTo(-1);
    return Arrays.copyOfRange(into, 1, into.length - 1);
  }

  @Test
  void aQuarterTurnGoesCounterClockwise() {
    RandomWarp warp = warp(3, 3, 1);
    warp.set(Math.PI / 2, 0, 1, 1, 0, 0);
    assertThat(warped(warp, 1, 2, 3, 4, 5, 6, 7, 8, 9))
        .containsExactly(new float[] {3, 6, 9, 2, 5, 8, 1, 4, 7}, within(1e-5f));
  }

  @Test
  void halfAPixelIsTheMeanOfTwo() {
    RandomWarp warp = warp(2, 4, 1);
    warp.set(0, 0, 1, 1, 0.5, 0);
    assertThat(warped(warp, 2, 4, 6, 8, 1, 3, 5, 7)).containsExactly(1, 3, 5, 7, 0.5f, 2, 4, 6);
    warp.set(0, 0, 1, 1, 0, -0.5);
    assertThat(warped(warp, 2, 4, 6, 8, 1, 3, 5, 7))
        .containsExactly(1.5f, 3.5f, 5.5f, 7.5f, 0.5f, 1.5f, 2.5f, 3.5f);
    warp.set(0, 0, 1, 1, 4, 0);
    assertThat(warped(warp, 2, 4, 6, 8, 1, 3, 5, 7)).containsOnly(0);
  }

  @Test
  void twiceAsWideIsHalfOfItInterpolated() {
    RandomWarp warp = warp(1, 5, 1);
    warp.set(0, 0, 2, 1, 0, 0);
    assertThat(warped(warp, 1, 2, 4, 8, 16)).containsExactly(2, 3, 4, 6, 8);
    warp.set(0, 0, 0.5, 1, 0, 0);
    assertThat(warped(warp, 1, 2, 4, 8, 16)).containsExactly(0, 1, 4, 16, 0);
    RandomWarp tall = warp(5, 1, 1);
    tall.set(0, 0, 1, 2, 0, 0);
    assertThat(warped(tall, 1, 2, 4, 8, 16)).containsExactly(2, 3, 4, 6, 8);
  }

  @Test
  void aShearMovesTheUpperPartToTheRight() {
    RandomWarp warp = warp(3, 3, 1);
    warp.set(0, 1, 1, 1, 0, 0);
    assertThat(warped(warp, 1, 2, 3, 4, 5, 6, 7, 8, 9)).containsExactly(0, 1, 2, 4, 5, 6, 8, 9, 0);
  }

  @Test
  void channelsStayApart() {
    RandomWarp warp = warp(1, 3, 2);
    warp.set(0, 0, 1, 1, 0.5, 0);
    assertThat(warped(warp, 2, 10, 4, 20, 6, 40)).containsExactly(1, 5, 3, 15, 5, 30);
  }

  private static double[][] product(double[][] a, double[][] b) {
    double[][] product = new double[3][3];
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 3; j++) {
        for (int k = 0; k < 3; k++) {
          product[i][j] += a[i][k] * b[k][j];
        }
      }
    }
    return product;
  }

  /** In double precision: the product of four matrices, inverted by Cramer's rule. */
  @Property(tries = 300)
  void isTheProductOfItsMatrices(
      @ForAll @IntRange(min = 1, max = 9) int height,
      @ForAll @IntRange(min = 1, max = 9) int width,
      @ForAll @IntRange(min = 1, max = 3) int channels,
      @ForAll @DoubleRange(min = -3, max = 3) double angle,
      @ForAll @DoubleRange(min = -1, max = 1) double shear,
      @ForAll @DoubleRange(min = 0.5, max = 2) double across,
      @ForAll @DoubleRange(min = 0.5, max = 2) double along,
      @ForAll @DoubleRange(min = -3, max = 3) double right) {
    double down = right / 3 - 0.4;
    double[][] map =
        product(
            new double[][] {{1, 0, right}, {0, 1, down}, {0, 0, 1}},
            product(
                new double[][] {
                  {Math.cos(angle), Math.sin(angle), 0},
                  {-Math.sin(angle), Math.cos(angle), 0},
                  {0, 0, 1}
                },
                product(
                    new double[][] {{1, -shear, 0}, {0, 1, 0}, {0, 0, 1}},
                    new double[][] {{across, 0, 0}, {0, along, 0}, {0, 0, 1}})));
    RandomWarp warp = warp(height, width, channels);
    warp.set(angle, shear, across, along, right, down);
    CounterRandom random = new CounterRandom(3, 4);
    float[] image = new float[height * width * channels];
    for (int i = 0; i < image.length; i++) {
      image[i] = (float) random.uniform(i);
    }
    float[] found = warped(warp, image);
    double determinant = map[0][0] * map[1][1] - map[0][1] * map[1][0];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        double toX = x - (width - 1) / 2.0 - map[0][2];
        double toY = y - (height - 1) / 2.0 - map[1][2];
        double fromX = (map[1][1] * toX - map[0][1] * toY) / determinant + (width - 1) / 2.0;
        double fromY = (map[0][0] * toY - map[1][0] * toX) / determinant + (height - 1) / 2.0;
        for (int channel = 0; channel < channels; channel++) {
          double expected = 0;
          for (int j = 0; j < height; j++) {
            for (int i = 0; i < width; i++) {
              expected +=
                  Math.max(0, 1 - Math.abs(fromX - i))
                      * Math.max(0, 1 - Math.abs(fromY - j))
                      * image[(j * width + i) * channels + channel];
            }
          }
          assertThat((double) found[(y * width + x) * channels + channel])
              .isCloseTo(expected, within(2e-5));
        }
      }
    }
  }

  /** Where a pixel comes from, both from the centre: xx, xy, right, yx, yy, down. */
  private static double[] inverse(RandomWarp warp) {
    double right = warp.fromColumn(0, 0);
    double down = warp.fromRow(0, 0);
    return new double[] {
      warp.fromColumn(1, 0) - right, warp.fromColumn(0, 1) - right, right,
      warp.fromRow(1, 0) - down, warp.fromRow(0, 1) - down, down
    };
  }

  /** One number of every example's map, sorted. */
  private static double[] drawn(
      Map<String, ?> settings, double shift, ToDoubleFunction<double[]> number) {
    Augmentation augmentation = Setting.changed(Augmentation.NONE, settings);
    RandomWarp warp = new RandomWarp(augmentation, shift, Shape.of(5, 5, 1), 7);
    double[] numbers = new double[EXAMPLES];
    for (int example = 0; example < EXAMPLES; example++) {
      warp.draw(example);
      numbers[example] = number.applyAsDouble(inverse(warp));
    }
    Arrays.sort(numbers);
    return numbers;
  }

  /** Kolmogorov and Smirnov's test at a level of one in a million. */
  private static void even(double[] sorted, double most) {
    assertThat(sorted[0]).isGreaterThanOrEqualTo(-most);
    assertThat(sorted[sorted.length - 1]).isLessThanOrEqualTo(most);
    double distance = 0;
    for (int k = 0; k < sorted.length; k++) {
      double expected = (sorted[k] + most) / (2 * most);
      distance = Math.max(distance, Math.abs(expected - (k + 0.5) / sorted.length));
    }
    assertThat(distance).isLessThan(2.7 / Math.sqrt(sorted.length));
  }

  @Test
  void everyAmountIsDrawnEvenly() {
    even(drawn(Map.of("rotate", 30), 0, map -> Math.toDegrees(Math.atan2(map[3], map[0]))), 30);
    even(drawn(Map.of("shear", 0.3), 0, map -> map[1]), 0.3);
    even(drawn(Map.of("scale", 0.25), 0, map -> -Math.log(map[0])), Math.log(1.25));
    even(drawn(Map.of("scale", 0.25), 0, map -> -Math.log(map[4])), Math.log(1.25));
    even(drawn(Map.of(), 2.5, map -> -map[2]), 2.5);
    even(drawn(Map.of(), 2.5, map -> -map[5]), 2.5);
  }

  /** Of each example the six amounts, each as a part of the largest. */
  private static double[][] allAmounts() {
    Map<String, Double> most = Map.of("rotate", 30.0, "shear", 0.3, "scale", 0.25);
    Augmentation augmentation = Setting.changed(Augmentation.NONE, most);
    RandomWarp warp = new RandomWarp(augmentation, 2, Shape.of(5, 5, 1), 7);
    double[][] amounts = new double[EXAMPLES][];
    for (int example = 0; example < EXAMPLES; example++) {
      warp.draw(example);
      double[] map = inverse(warp);
      double angle = Math.atan2(map[3], map[4]);
      double cosine = Math.cos(angle);
      double sine = Math.sin(angle);
      double across = 1 / (map[0] * cosine - map[1] * sine);
      double determinant = map[0] * map[4] - map[1] * map[3];
      amounts[example] =
          new double[] {
            Math.toDegrees(angle) / 30,
            across * (map[0] * sine + map[1] * cosine) / 0.3,
            Math.log(across) / Math.log(1.25),
            -Math.log(Math.hypot(map[3], map[4])) / Math.log(1.25),
            (map[1] * map[5] - map[4] * map[2]) / determinant / 2,
            (map[3] * map[2] - map[0] * map[5]) / determinant / 2
          };
    }
    return amounts;
  }

  @Test
  void amountsAreIndependentOfEachOtherAndOfTheNextImages() {
    double[][] amounts = allAmounts();
    for (int ahead = 0; ahead <= 2; ahead++) {
      for (int i = 0; i < 6; i++) {
        for (int j = 0; j < 6; j++) {
          double sum = 0;
          for (int example = ahead; example < EXAMPLES; example++) {
            sum += amounts[example - ahead][i] * amounts[example][j];
          }
          double expected = ahead == 0 && i == j ? 1 / 3.0 : 0;
          assertThat(sum / (EXAMPLES - ahead))
              .as("amounts %d and %d, %d images apart", i, j, ahead)
              .isCloseTo(expected, within(5 / 3.0 / Math.sqrt(EXAMPLES)));
        }
      }
    }
  }

  /** Places between pixels by bilinear weights, in double precision. */
  @Test
  void bendingMovesWhereEachPixelComesFrom() {
    int height = 6;
    int width = 9;
    Augmentation bent = Setting.changed(Augmentation.NONE, Map.of("elastic", 1.5));
    float[] image = new float[height * width];
    CounterRandom random = new CounterRandom(3, 4);
    for (int i = 0; i < image.length; i++) {
      image[i] = (float) random.uniform(i);
    }
    float[] into = new float[image.length];
    new RandomWarp(bent, 0, Shape.of(height, width, 1), 7).apply(5, image, into, 0);
    ElasticField field = new ElasticField(1.5, height, width, 7);
    field.draw(5);
    for (int y = 0; y < height; y++) {
      float[] right = new float[width];
      float[] down = new float[width];
      field.addTo(y, right, down);
      for (int x = 0; x < width; x++) {
        assertThat((double) into[y * width + x])
            .isCloseTo(at(image, width, x + right[x], y + down[x]), within(1e-5));
      }
    }
  }

  private static double at(float[] image, int width, double x, double y) {
    double sum = 0;
    for (int i = 0; i < image.length; i++) {
      double near = Math.max(0, 1 - Math.abs(x - i % width));
      sum += near * Math.max(0, 1 - Math.abs(y - i / width)) * image[i];
    }
    return sum;
  }

  @Test
  void nothingAskedForIsTheIdentityToTheBit() {
    RandomWarp warp = warp(28, 28, 1);
    CounterRandom random = new CounterRandom(1, 2);
    float[] image = new float[28 * 28];
    for (int i = 0; i < image.length; i++) {
      image[i] = (float) random.uniform(i);
    }
    float[] into = new float[image.length];
    warp.apply(5, image, into, 0);
    assertThat(into).containsExactly(image);
  }
}
