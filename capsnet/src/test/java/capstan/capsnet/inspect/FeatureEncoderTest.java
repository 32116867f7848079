package capstan.capsnet.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import capstan.capsnet.data.ImageSet;
import capstan.capsnet.inference.EvaluationListener;
import capstan.capsnet.layer.ModelParameter;
import capstan.capsnet.model.ImageExtents;
import capstan.capsnet.model.Model;
import capstan.capsnet.network.BaselineCnnConfiguration;
import capstan.capsnet.network.CapsNet;
import capstan.capsnet.setting.InvalidSettingException;
import capstan.core.Shape;
import capstan.core.Tensor;
import capstan.core.backend.Backends;
import capstan.core.kernel.Backend;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The numbers behind what networks say of true classes. */
class FeatureEncoderTest {

  @Test
  void ofACapsuleNetworkTheTrueCapsuleAndItsLength() {
    CapsNet network = OddImages.network();
    // More than a batch, and not a multiple of one.
    ImageSet images = OddImages.of(network.configuration(), EncodedImages.BATCH + 7);
    try (Backend backend = Backends.scalar()) {
      EncodedImages all = EncodedImages.encode(network, backend, images, EvaluationListener.SILENT);
      FeatureEncoder encoder = new FeatureEncoder(network, backend, images.count());
      List<Integer> heard = new ArrayList<>();
      EncodedFeatures found = encoder.encode(images, (done, _) -> heard.add(done));
      assertThat(heard).containsExactly(EncodedImages.BATCH, images.count());
      assertThat(found.predictions()).isEqualTo(all.predictions());
      assertThat(found.numbers()).isEqualTo(network.capsuleDimensions().orElseThrow());
      for (int image = 0; image < images.count(); image++) {
        double squares = 0;
        for (int number = 0; number < found.numbers(); number++) {
          float expected = all.capsules().get(image, images.label(image), number);
          assertThat(found.feature(image, number)).isEqualTo(expected);
          squares += expected * expected;
        }
        assertThat(found.score(image)).isCloseTo((float) Math.sqrt(squares), within(1e-5f));
      }
      // Its memory serves the next set.
      assertThat(encoder.encode(images.first(3), EvaluationListener.SILENT).features().toArray())
          .isEqualTo(found.features().slice(0, 3).toArray());
    }
  }

  /** The last layer applied by hand to the features gives the logits, and those the probability. */
  @Test
  void ofACnnTheLastHiddenLayerAndTheProbability() {
    Model network = new BaselineCnnConfiguration(new ImageExtents(3, 2, 1), 4, 0.5).newModel(3);
    byte[] pixels = new byte[5 * 6];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (i * 37);
    }
    ImageSet images = ImageSet.copyOf("odd", 3, 2, 1, 4, pixels, new byte[] {0, 1, 2, 3, 1});
    Tensor weight = parameter(network, "fc3.weight");
    Tensor bias = parameter(network, "fc3.bias");
    try (Backend backend = Backends.scalar()) {
      FeatureEncoder encoder = new FeatureEncoder(network, backend, 2);
      EncodedFeatures found = encoder.encode(images, EvaluationListener.SILENT);
      assertThat(found.numbers()).isEqualTo(192);
      for (int image = 0; image < 5; image++) {
        double[] exponentials = new double[4];
        double sum = 0;
        for (int j = 0; j < 4; j++) {
          double logit = bias.array()[bias.offset() + j];
          for (int number = 0; number < 192; number++) {
            logit +=
                weight.array()[weight.offset() + j * 192 + number] * found.feature(image, number);
          }
          exponentials[j] = Math.exp(logit);
          sum += exponentials[j];
        }
        assertThat(found.score(image))
            .isCloseTo((float) (exponentials[images.label(image)] / sum), within(1e-5f));
      }
    }
  }

  private static Tensor parameter(Model network, String name) {
    return network.modelParameters().stream()
        .filter(parameter -> parameter.parameter().name().equals(name))
        .map(ModelParameter::parameter)
        .findFirst()
        .orElseThrow()
        .value();
  }

  @Test
  void imagesOfAnotherSizeAreRefused() {
    CapsNet network = OddImages.network();
    ImageSet other = ImageSet.copyOf("other", 2, 2, 1, 3, new byte[4], new byte[1]);
    try (Backend backend = Backends.scalar()) {
      FeatureEncoder encoder = new FeatureEncoder(network, backend, 1);
      assertThatExceptionOfType(InvalidSettingException.class)
          .isThrownBy(() -> encoder.encode(other, EvaluationListener.SILENT))
          .withMessageContaining("other has images of");
    }
  }

  @Test
  void whatIsNoNumberIsRefused() {
    Model network = new BaselineCnnConfiguration(new ImageExtents(3, 2, 1), 4, 0.5).newModel(3);
    Tensor bias = parameter(network, "fc2.bias");
    bias.array()[bias.offset()] = Float.NaN;
    ImageSet images = ImageSet.copyOf("odd", 3, 2, 1, 4, new byte[6], new byte[1]);
    try (Backend backend = Backends.scalar()) {
      FeatureEncoder encoder = new FeatureEncoder(network, backend, 1);
      assertThatExceptionOfType(InvalidSettingException.class)
          .isThrownBy(() -> encoder.encode(images, EvaluationListener.SILENT))
          .withMessageContaining("image 0");
    }
  }

  @Test
  void partsOfFeaturesAreReadFromWhereTheyBegin() {
    Tensor features = Tensor.of(Shape.of(3, 2), 1, 2, 3, 4, 5, 6).slice(1, 2);
    Tensor scores = Tensor.of(Shape.of(3), 7, 8, 9).slice(1, 2);
    EncodedFeatures found = new EncodedFeatures(features, scores, List.of(0, 0));
    assertThat(found.feature(1, 0)).isEqualTo(5);
    assertThat(found.score(1)).isEqualTo(9);
    assertThat(found.count()).isEqualTo(2);
    for (List<Integer> predictions : List.of(List.of(0), List.of(0, 0, 0))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new EncodedFeatures(features, scores, predictions));
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new EncodedFeatures(features.slice(0, 1), scores, List.of(0, 0)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new EncodedFeatures(features, scores.slice(0, 1), List.of(0, 0)));
  }
}
