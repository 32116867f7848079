package capstan.capsnet.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import capstan.capsnet.data.ImageSet;
import capstan.capsnet.inference.Classifier;
import capstan.capsnet.inspect.ReconstructedImages.MaskedBy;
import capstan.capsnet.model.ImageExtents;
import capstan.capsnet.network.CapsNet;
import capstan.capsnet.network.SmallCapsNets;
import capstan.capsnet.setting.InvalidSettingException;
import capstan.capsnet.training.TrainingListener;
import capstan.core.backend.Backends;
import capstan.core.kernel.Backend;
import java.util.Collections;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Many images at a time, against one image at a time. */
class ReconstructedImagesTest {
  private static Backend backend;
  private static CapsNet network;
  private static ImageSet images;
  private static ReconstructedImages measured;

  @BeforeAll
  static void measure() {
    backend = Backends.scalar();
    network = OddImages.network();
    // More than a batch, and not a multiple of one.
    images = OddImages.of(network.configuration(), EncodedImages.BATCH + 7);
    EncodedImages encoded = EncodedImages.encode(network, backend, images, TrainingListener.SILENT);
    measured = ReconstructedImages.measure(network, backend, encoded);
  }

  @AfterAll
  static void close() {
    backend.close();
  }

  @Test
  void everyErrorIsThatOfTheImageAlone() {
    try (Classifier alone = new Classifier(network, Backends.scalar())) {
      float[] pixels = new float[images.imageSize()];
      for (int image = 0; image < images.count(); image++) {
        images.copyImage(image, pixels, 0);
        int prediction = alone.predict(pixels).label();
        assertThat(measured.encoded().predictions().get(image)).isEqualTo(prediction);
        float[] byLabel = alone.decode(alone.capsules(pixels), images.label(image));
        assertThat(measured.errorsByLabel().get(image))
            .isCloseTo(error(byLabel, pixels), within(1e-4));
        assertThat(measured.errorsByPrediction().get(image))
            .isCloseTo(error(alone.reconstruct(pixels), pixels), within(1e-4));
      }
    }
  }

  private static double error(float[] drawn, float[] pixels) {
    double sum = 0;
    for (int i = 0; i < pixels.length; i++) {
      sum += Math.pow((double) drawn[i] - pixels[i], 2);
    }
    return sum;
  }

  @Test
  void chosenImagesAreDrawnInTheOrderAskedFor() {
    CapsuleDecoder decoder = new CapsuleDecoder(network, backend, 2);
    int[] places = {105, 3, 50};
    float[] drawn =
        ReconstructedImages.draw(decoder, measured.encoded(), MaskedBy.PREDICTION, places)
            .toArray();
    try (Classifier alone = new Classifier(network, Backends.scalar())) {
      int size = images.imageSize();
      float[] pixels = new float[size];
      for (int i = 0; i < places.length; i++) {
        images.copyImage(places[i], pixels, 0);
        float[] expected = alone.reconstruct(pixels);
        for (int pixel = 0; pixel < size; pixel++) {
          assertThat(drawn[i * size + pixel]).isCloseTo(expected[pixel], within(1e-6f));
        }
      }
    }
  }

  @Test
  void theWorstComeFirstAndTheMisreadInOrder() {
    int[] worst = measured.worst(4);
    assertThat(worst).hasSize(4);
    assertThat(measured.errorsByLabel().get(worst[0]))
        .isEqualTo(Collections.max(measured.errorsByLabel()));
    int[] misread = measured.misread(1000);
    assertThat(misread).hasSize(measured.encoded().misread()).isSorted().isNotEmpty();
    assertThat(measured.encoded().right(misread[0])).isFalse();
  }

  @Test
  void imagesOfAnotherSizeAreRefused() {
    ImageSet others = OddImages.of(SmallCapsNets.quick().resized(ImageExtents.MNIST, 4), 1);
    assertThatExceptionOfType(InvalidSettingException.class)
        .isThrownBy(() -> EncodedImages.encode(network, backend, others, TrainingListener.SILENT))
        .withMessageContaining("9x8x2")
        .withMessageContaining("28x28x1");
  }
}
