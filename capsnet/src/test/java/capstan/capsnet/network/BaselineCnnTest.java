package capstan.capsnet.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import capstan.autograd.Tape;
import capstan.capsnet.model.ImageExtents;
import capstan.capsnet.model.Model;
import capstan.capsnet.model.TrainingGraph;
import capstan.core.Tensor;
import capstan.core.Workspace;
import capstan.core.backend.Backends;
import capstan.core.kernel.Backend;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BaselineCnnTest {
  private static final long SEED = 3;
  private static final BaselineCnnConfiguration TINY =
      new BaselineCnnConfiguration(new ImageExtents(3, 2, 2), 4, 0.5);

  /** The logits, channels first, in double precision. */
  private static double[] plainLogits(Map<String, double[]> weights, Tensor image) {
    int height = 3;
    int width = 2;
    int channels = 2;
    double[] x = new double[channels * height * width];
    for (int c = 0; c < channels; c++) {
      for (int r = 0; r < height; r++) {
        for (int column = 0; column < width; column++) {
          x[(c * height + r) * width + column] = image.get(0, r, column, c);
        }
      }
    }
    for (String layer : new String[] {"conv1", "conv2", "conv3"}) {
      double[] bias = weights.get(layer + ".bias");
      x =
          PlainCapsNet.convolve(
              x, channels, height, width, weights.get(layer + ".weight"), bias, 5, 1, 2);
      PlainCapsNet.relu(x);
      channels = bias.length;
    }
    for (String layer : new String[] {"fc1", "fc2", "fc3"}) {
      x = PlainCapsNet.linear(x, weights.get(layer + ".weight"), weights.get(layer + ".bias"));
      if (!layer.equals("fc3")) {
        PlainCapsNet.relu(x);
      }
    }
    return x;
  }

  @Test
  void logitsAreThoseOfPyTorchsOrder() {
    Model model = TINY.newModel(SEED);
    Tensor image = SmallCapsNets.images(1, TINY.image(), SEED);
    double[] expected = plainLogits(PlainCapsNet.weightsOf(model), image);
    try (Backend backend = Backends.simd(2)) {
      Tensor logits =
          model.recordInference(new Tape(backend, new Workspace(), false), image).scores().value();
      double log = 0;
      for (int j = 0; j < expected.length; j++) {
        assertThat((double) logits.get(0, j)).isCloseTo(expected[j], within(1e-4));
        log += Math.exp(expected[j]);
      }
      assertThat(model.classificationLoss(logits.array(), logits.offset(), 1))
          .isCloseTo(Math.log(log) - expected[1], within(1e-4));
    }
  }

  @Test
  void dropoutDropsInTrainingOnlyAndByTheStep() {
    Model model = TINY.newModel(SEED);
    Tensor image = SmallCapsNets.images(1, TINY.image(), SEED);
    Tensor target = SmallCapsNets.targets(4, 1);
    try (Backend backend = Backends.scalar()) {
      Tape tape = new Tape(backend, new Workspace(), true);
      TrainingGraph graph = model.recordTraining(tape, image, target, SEED);
      float[] first = graph.scores().value().toArray();
      tape.step(1);
      tape.forward();
      float[] second = graph.scores().value().toArray();
      tape.step(0);
      tape.forward();
      assertThat(graph.scores().value().toArray()).isEqualTo(first).isNotEqualTo(second);
      float[] inference =
          model
              .recordInference(new Tape(backend, new Workspace(), false), image)
              .scores()
              .value()
              .toArray();
      assertThat(inference).isNotEqualTo(first).isNotEqualTo(second);
    }
  }
}
