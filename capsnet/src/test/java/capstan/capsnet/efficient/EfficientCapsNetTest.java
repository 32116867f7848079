package capstan.capsnet.efficient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import capstan.autograd.Tape;
import capstan.capsnet.layer.LayerSummary;
import capstan.capsnet.layer.ModelParameter;
import capstan.capsnet.model.ImageExtents;
import capstan.capsnet.model.InferenceGraph;
import capstan.capsnet.model.Model;
import capstan.capsnet.model.TrainingGraph;
import capstan.capsnet.setting.InvalidSettingException;
import capstan.core.CounterRandom;
import capstan.core.Tensor;
import capstan.core.Workspace;
import capstan.core.backend.Backends;
import capstan.core.kernel.Backend;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EfficientCapsNetTest {
  private static final long SEED = 5;

  /** Every extent another number: a last image of 3x2 places. */
  private static final EfficientCapsNetConfiguration SMALL =
      EfficientCapsNetConfiguration.MNIST
          .with("primary-dimensions", 2)
          .with("feature-channels", List.of(3, 5, 4, 6))
          .with("digit-dimensions", 5)
          .with("decoder-hidden", List.of(7, 9))
          .resized(new ImageExtents(15, 13, 2), 4);

  private static Tensor images(int batch, ImageExtents image) {
    Tensor images = Tensor.zeros(batch, image.height(), image.width(), image.channels());
    CounterRandom random = new CounterRandom(SEED, 0);
    for (int k = 0; k < images.elements(); k++) {
      images.array()[k] = (float) random.uniform(k);
    }
    return images;
  }

  private static Tensor targets(int classes, int... labels) {
    Tensor targets = Tensor.zeros(labels.length, classes);
    for (int row = 0; row < labels.length; row++) {
      targets.set(1, row, labels[row]);
    }
    return targets;
  }

  /** A network none of whose numbers is what it is at first, statistics above zero. */
  private static Model stirred(EfficientCapsNetConfiguration network) {
    Model model = network.newModel(SEED);
    long stream = 1;
    for (ModelParameter parameter : model.modelParameters()) {
      CounterRandom random = new CounterRandom(SEED, stream++);
      Tensor value = parameter.parameter().value();
      for (int k = 0; k < value.elements(); k++) {
        value.array()[k] += (float) (0.3 * random.uniform(k));
      }
    }
    return model;
  }

  @Test
  void parametersAreThoseOfThePaper() {
    Model model = EfficientCapsNetConfiguration.MNIST.newModel();
    assertThat(
            EfficientCapsNetConfiguration.MNIST.with("decoder", false).newModel().parameterCount())
        .isEqualTo(161_824);
    assertThat(model.summary())
        .extracting(LayerSummary::parameters)
        .containsExactly(
            832L, 64L, 18_496L, 128L, 36_928L, 128L, 73_856L, 256L, 10_496L, 20_640L, 82_432L,
            525_312L, 803_600L);
    assertThat(model.parameterCount()).isEqualTo(161_824 + 1_411_344);
    assertThat(model.modelParameters())
        .filteredOn(each -> !each.isLearned())
        .extracting(ModelParameter::name)
        .containsExactly(
            "batch_norm1.running_mean",
            "batch_norm1.running_var",
            "batch_norm2.running_mean",
            "batch_norm2.running_var",
            "batch_norm3.running_mean",
            "batch_norm3.running_var",
            "batch_norm4.running_mean",
            "batch_norm4.running_var");
  }

  @Test
  void inferenceIsThatOfTheFormulas() {
    for (EfficientCapsNetConfiguration network :
        List.of(SMALL, EfficientCapsNetConfiguration.MNIST)) {
      Model model = network.equals(SMALL) ? stirred(network) : network.newModel(SEED);
      Tensor images = images(3, network.image());
      double[][] expected =
          new PlainEfficientCapsNet(PlainEfficientCapsNet.weightsOf(model), false)
              .capsules(images, network);
      int dimensions = network.capsules().digit();
      try (Backend backend = Backends.simd(2)) {
        Tape tape = new Tape(backend, new Workspace(), false);
        InferenceGraph graph = model.recordInference(tape, images);
        tape.keepParameters(true);
        for (int replay = 0; replay < 3; replay++) {
          Tensor found = graph.capsules().orElseThrow().value();
          Tensor scores = graph.scores().value();
          for (int b = 0; b < 3; b++) {
            for (int k = 0; k < expected[b].length; k++) {
              assertThat((double) found.get(b, k / dimensions, k % dimensions))
                  .isCloseTo(expected[b][k], within(1e-5));
            }
            double[] lengths = PlainEfficientCapsNet.lengths(expected[b], dimensions);
            for (int j = 0; j < lengths.length; j++) {
              assertThat((double) scores.get(b, j)).isCloseTo(lengths[j], within(1e-5));
            }
          }
          tape.forward();
        }
      }
    }
  }

  /** The loss, and of each tensor some elements of its gradient, against differences. */
  @Test
  void trainingIsThatOfTheFormulas() {
    Model model = stirred(SMALL);
    int[] labels = {2, 0, 3};
    Tensor images = images(labels.length, SMALL.image());
    Map<String, double[]> weights = PlainEfficientCapsNet.weightsOf(model);
    PlainEfficientCapsNet plain = new PlainEfficientCapsNet(weights, true);
    try (Backend backend = Backends.simd(2)) {
      Tape tape = new Tape(backend, new Workspace(), true);
      TrainingGraph graph =
          model.recordTraining(tape, images, targets(SMALL.classes(), labels), SEED);
      tape.backward(graph.loss());
      assertThat((double) graph.loss().value().array()[graph.loss().value().offset()])
          .isCloseTo(plain.loss(images, SMALL, labels), within(1e-5));
      for (ModelParameter parameter : model.modelParameters()) {
        if (parameter.isLearned()) {
          Tensor gradient = Tensor.zeros(parameter.layout().outside());
          parameter.layout().toPyTorch(parameter.parameter().gradient(), gradient);
          double[] values = weights.get(parameter.name());
          for (int k = 0; k < values.length; k += 1 + values.length / 9) {
            double kept = values[k];
            values[k] = kept + 1e-6;
            double above = plain.loss(images, SMALL, labels);
            values[k] = kept - 1e-6;
            double below = plain.loss(images, SMALL, labels);
            values[k] = kept;
            assertThat((double) gradient.array()[k])
                .as("%s at %d", parameter.name(), k)
                .isCloseTo((above - below) / 2e-6, within(1e-5));
          }
        }
      }
    }
  }

  @Test
  void otherImagesAndClassesFit() {
    EfficientCapsNetConfiguration wide =
        EfficientCapsNetConfiguration.MNIST.resized(new ImageExtents(40, 32, 3), 5);
    assertThat(wide.newModel().layers().get(8).output().extents()).containsExactly(16, 8);
    assertThat(wide.newModel().layers().get(8).input().extents()).containsExactly(15, 11, 128);
    assertThatThrownBy(
            () -> EfficientCapsNetConfiguration.MNIST.resized(new ImageExtents(28, 10, 1), 5))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessage("efficient needs images of at least 11x11, found 28x10");
    assertThat(
            EfficientCapsNetConfiguration.MNIST
                .resized(new ImageExtents(11, 11, 1), 2)
                .newModel()
                .layers()
                .get(8)
                .input()
                .extents())
        .containsExactly(1, 1, 128);
    assertThatThrownBy(() -> SMALL.with("feature-channels", List.of(3, 4)))
        .hasMessage("feature-channels: expected 4 numbers, one a convolution, found 2");
    assertThatThrownBy(() -> SMALL.with("primary-dimensions", 4))
        .hasMessage(
            "feature-channels: the last must be a multiple of the primary-dimensions 4, found 6");
  }
}
