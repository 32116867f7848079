package capstan.capsnet.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import capstan.capsnet.data.ImageSet;
import capstan.capsnet.inference.Classifier;
import capstan.capsnet.inference.EvaluationListener;
import capstan.capsnet.model.Model;
import capstan.capsnet.model.ModelConfiguration;
import capstan.capsnet.model.Prediction;
import capstan.capsnet.network.BaselineCnnConfiguration;
import capstan.capsnet.training.SmallRuns;
import capstan.core.Tensor;
import capstan.core.backend.Backends;
import capstan.core.kernel.Backend;
import org.junit.jupiter.api.Test;

class ScoredImagesTest {
  private static final ImageSet IMAGES = SmallRuns.digits(1, 23).test();

  private static ScoredImages measure(Model network, ImageSet images) {
    try (Backend backend = Backends.simd(2)) {
      return ScoredImages.measure(network, backend, images, EvaluationListener.SILENT);
    }
  }

  /** Against one image after the other. */
  @Test
  void lengthsAndErrorsAreThoseOfSingleImages() {
    Model network = SmallRuns.tinyNetwork().newModel(4);
    ScoredImages scored = measure(network, IMAGES);
    try (Classifier classifier = new Classifier(network, Backends.scalar())) {
      for (int image = 0; image < IMAGES.count(); image++) {
        float[] pixels = new float[IMAGES.imageSize()];
        IMAGES.copyImage(image, pixels, 0);
        Prediction single = classifier.predict(pixels);
        assertThat(scored.predictions().get(image)).isEqualTo(single.label());
        double longest = single.scores().get(single.label());
        assertThat(scored.scores().get(image)).isCloseTo(longest, within(1e-5));
        double sum = single.scores().stream().mapToDouble(Float::doubleValue).sum();
        assertThat(scored.shares().get(image)).isCloseTo(longest / sum, within(1e-5));
        float[] drawn = classifier.reconstruct(pixels);
        double squares = 0;
        for (int pixel = 0; pixel < pixels.length; pixel++) {
          squares += Math.pow(drawn[pixel] - pixels[pixel], 2);
        }
        assertThat(scored.errors().orElseThrow().get(image))
            .isCloseTo(squares / pixels.length, within(1e-6));
        assertThat(scored.right().get(image)).isEqualTo(single.label() == IMAGES.label(image));
      }
    }
  }

  @Test
  void withoutADecoderThereAreNoErrors() {
    ModelConfiguration network = SmallRuns.tinyNetwork().with("decoder", false);
    assertThat(measure(network.newModel(4), IMAGES).errors()).isEmpty();
  }

  @Test
  void aCnnHasTheProbabilityOfItsAnswer() {
    Model cnn = BaselineCnnConfiguration.MNIST.newModel();
    // Only the last layer's biases are not zero, so they are the logits of any image.
    Tensor biases = cnn.parameters().getLast().value();
    double others = 0;
    for (int label = 0; label < 10; label++) {
      biases.set(80 + label / 4f, label);
      others += Math.exp((label - 9) / 4.0);
    }
    ScoredImages scored = measure(cnn, IMAGES.first(2));
    assertThat(scored.scores().get(1)).isCloseTo(1 / others, within(1e-5));
    assertThat(scored.shares()).isEqualTo(scored.scores());
    assertThat(scored.errors()).isEmpty();
    assertThat(scored.predictions()).containsExactly(9, 9);
  }

  @Test
  void theProbabilityIsThatOfTheImageItself() {
    Model cnn = BaselineCnnConfiguration.MNIST.newModel(3);
    ScoredImages scored = measure(cnn, IMAGES.first(5));
    byte[] labels = new byte[5];
    byte[] pixels = new byte[5 * 784];
    for (int image = 0; image < 5; image++) {
      labels[image] = scored.predictions().get(image).byteValue();
      System.arraycopy(IMAGES.image(image), 0, pixels, image * 784, 784);
    }
    ImageSet believed = ImageSet.copyOf("b", 28, 28, 1, 10, pixels, labels);
    try (Backend backend = Backends.scalar()) {
      EncodedFeatures own =
          new FeatureEncoder(cnn, backend, 5).encode(believed, EvaluationListener.SILENT);
      for (int image = 0; image < 5; image++) {
        assertThat(scored.scores().get(image)).isCloseTo(own.score(image), within(1e-6));
      }
    }
  }

  @Test
  void withoutAnyLengthAllClassesShareAlike() {
    ImageSet black = ImageSet.copyOf("black", 28, 28, 1, 10, new byte[784], new byte[1]);
    ScoredImages scored = measure(SmallRuns.tinyNetwork().newModel(4), black);
    assertThat(scored.scores()).containsExactly(0.0);
    assertThat(scored.shares()).containsExactly(0.1);
  }
}
