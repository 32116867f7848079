package capstan.capsnet.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import capstan.capsnet.data.ImageSet;
import capstan.capsnet.inference.Classifier;
import capstan.capsnet.network.CapsNet;
import capstan.capsnet.training.TrainingListener;
import capstan.core.Shape;
import capstan.core.Tensor;
import capstan.core.backend.Backends;
import capstan.core.kernel.Backend;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PerturbationTest {
  private static final CapsNet NETWORK = OddImages.network();
  private static final ImageSet IMAGES = OddImages.of(NETWORK.configuration(), 12);

  @Test
  void offsetsAreThePapers() {
    float[] expected = {-0.25f, -0.2f, -0.15f, -0.1f, -0.05f, 0, 0.05f, 0.1f, 0.15f, 0.2f, 0.25f};
    assertThat(Perturbation.STEPS).isEqualTo(expected.length);
    for (int step = 0; step < expected.length; step++) {
      assertThat(Perturbation.offset(step)).isEqualTo(expected[step]);
    }
  }

  @Test
  void everyCellIsWhatTheDecoderDrawsOfTheMovedCapsule() {
    try (Backend backend = Backends.scalar();
        Classifier alone = new Classifier(NETWORK, Backends.scalar())) {
      float[] pixels = new float[IMAGES.imageSize()];
      IMAGES.copyImage(2, pixels, 0);
      Tensor capsules = alone.capsules(pixels);
      // A batch that the steps do not fill evenly.
      Tensor grid = Perturbation.grid(new CapsuleDecoder(NETWORK, backend, 4), capsules, 2);
      assertThat(grid.shape()).isEqualTo(Shape.of(3, 11, 9, 8, 2));
      float[] cells = grid.toArray();
      int size = IMAGES.imageSize();
      for (int dimension = 0; dimension < 3; dimension++) {
        for (int step = 0; step < 11; step++) {
          Tensor moved = Tensor.of(capsules.shape(), capsules.toArray());
          moved.set(moved.get(2, dimension) + Perturbation.offset(step), 2, dimension);
          float[] expected = alone.decode(moved, 2);
          for (int pixel = 0; pixel < size; pixel++) {
            assertThat(cells[(dimension * 11 + step) * size + pixel])
                .as("dimension %d, step %d", dimension, step)
                .isCloseTo(expected[pixel], within(1e-6f));
          }
        }
      }
    }
  }

  @Test
  void effectsAreMeasuredOverTheImagesReadRightly() {
    try (Backend backend = Backends.scalar()) {
      EncodedImages encoded =
          EncodedImages.encode(NETWORK, backend, IMAGES, TrainingListener.SILENT);
      CapsuleDecoder decoder = new CapsuleDecoder(NETWORK, backend, 5);
      int all = 0;
      for (int label = 0; label < 4; label++) {
        List<DimensionEffect> effects = DimensionEffects.measure(decoder, encoded, label, 100);
        int images = effects.isEmpty() ? 0 : effects.getFirst().images();
        all += images;
        assertThat(effects).hasSize(images == 0 ? 0 : 3);
        for (int dimension = 0; dimension < effects.size(); dimension++) {
          assertThat(effects.get(dimension).dimension()).isEqualTo(dimension);
          assertThat(effects.get(dimension).pixelChange()).isPositive();
        }
      }
      assertThat(all).isEqualTo(encoded.count() - encoded.misread()).isPositive();
    }
  }

  @Test
  void theMeanChangeIsThatOfTheGridsEnds() {
    try (Backend backend = Backends.scalar()) {
      EncodedImages encoded =
          EncodedImages.encode(NETWORK, backend, IMAGES, TrainingListener.SILENT);
      CapsuleDecoder decoder = new CapsuleDecoder(NETWORK, backend, 5);
      int label = encoded.predictions().get(firstRight(encoded));
      Tensor capsules = encoded.capsules().slice(firstRight(encoded), 1).reshape(4, 3);
      float[] grid = Perturbation.grid(decoder, capsules, label).toArray();
      int size = IMAGES.imageSize();
      double[] low = StrokeMeasure.of(grid, 11 * size, 9, 8, 2);
      double[] high = StrokeMeasure.of(grid, 21 * size, 9, 8, 2);
      DimensionEffect effect = DimensionEffects.measure(decoder, encoded, label, 1).get(1);
      for (int measure = 0; measure < low.length; measure++) {
        assertThat(effect.means().get(measure))
            .isCloseTo(high[measure] - low[measure], within(1e-5));
      }
      // One image carries no name, and says nothing of how others differ.
      assertThat(effect.standardErrors().toArray()).containsOnly(Double.NaN);
      assertThat(effect.named()).isEmpty();
    }
  }

  @Test
  void severalImagesAreAveragedWithTheirSpread() {
    try (Backend backend = Backends.scalar()) {
      ImageSet many = OddImages.of(NETWORK.configuration(), 60);
      EncodedImages encoded = EncodedImages.encode(NETWORK, backend, many, TrainingListener.SILENT);
      CapsuleDecoder decoder = new CapsuleDecoder(NETWORK, backend, 5);
      int label = encoded.predictions().get(firstRight(encoded));
      int[] right =
          IntStream.range(0, 60)
              .filter(image -> encoded.right(image) && many.label(image) == label)
              .toArray();
      assertThat(right).hasSizeGreaterThan(2);
      int size = IMAGES.imageSize();
      double[] first = new double[2];
      double[] spread = new double[2];
      double squares = 0;
      for (int i = 0; i < 2; i++) {
        Tensor capsules = encoded.capsules().slice(right[i], 1).reshape(4, 3);
        float[] grid = Perturbation.grid(decoder, capsules, label).toArray();
        first[i] =
            StrokeMeasure.of(grid, 21 * size, 9, 8, 2)[0]
                - StrokeMeasure.of(grid, 11 * size, 9, 8, 2)[0];
        spread[i] = StrokeMeasure.of(grid, 16 * size, 9, 8, 2)[0];
        for (int pixel = 0; pixel < size; pixel++) {
          squares += Math.pow(grid[21 * size + pixel] - grid[11 * size + pixel], 2);
        }
      }
      DimensionEffect effect = DimensionEffects.measure(decoder, encoded, label, 2).get(1);
      assertThat(effect.images()).isEqualTo(2);
      assertThat(effect.means().get(0)).isCloseTo((first[0] + first[1]) / 2, within(1e-5));
      // Of two values the deviation is their distance over √2, and the error of the mean half of
      // that distance.
      double apart = Math.abs(first[0] - first[1]);
      assertThat(effect.standardErrors().get(0)).isCloseTo(apart / 2, within(1e-2 * apart + 1e-9));
      double wide = Math.abs(spread[0] - spread[1]);
      assertThat(effect.spreads().get(0))
          .isCloseTo(wide / Math.sqrt(2), within(1e-2 * wide + 1e-9));
      assertThat(effect.pixelChange()).isCloseTo(Math.sqrt(squares / (2 * size)), within(1e-6));
    }
  }

  private static int firstRight(EncodedImages encoded) {
    int image = 0;
    while (!encoded.right(image)) {
      image++;
    }
    return image;
  }

  @Test
  void manyMoreThanThereAreCostNothing() {
    try (Backend backend = Backends.scalar()) {
      Tensor capsules = Tensor.zeros(1, 4, 3);
      CapsuleDecoder one = new CapsuleDecoder(NETWORK, backend, 1);
      CapsuleDecoder most = new CapsuleDecoder(NETWORK, backend, Integer.MAX_VALUE);
      assertThat(most.decode(capsules, 3).toArray()).isEqualTo(one.decode(capsules, 3).toArray());
    }
  }
}
