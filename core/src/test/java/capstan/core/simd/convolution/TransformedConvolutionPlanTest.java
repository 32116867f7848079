package capstan.core.simd.convolution;

import static org.assertj.core.api.Assertions.assertThat;

import capstan.core.CounterRandom;
import capstan.core.Tensor;
import capstan.core.Workers;
import capstan.core.Workspace;
import capstan.core.kernel.ConvolutionGeometry;
import capstan.core.kernel.ConvolutionPlan;
import org.junit.jupiter.api.Test;

/**
 * The gradient of the weights takes the memory of their transform: the passes may come in any
 * order.
 */
class TransformedConvolutionPlanTest {

  @Test
  void backwardPassesMayComeInAnyOrder() {
    ConvolutionGeometry g = new ConvolutionGeometry(3, 20, 20, 5, 6, 9, 9, 2, 0);
    try (Workers workers = new Workers(1)) {
      ConvolutionPlan plan = plan(g, workers);
      Tensor x = random(1, 3, 20, 20, 5);
      Tensor weight = random(2, 9, 9, 5, 6);
      Tensor dy = random(3, 3, 6, 6, 6);
      Tensor first = Tensor.zeros(3, 20, 20, 5);
      Tensor second = Tensor.zeros(3, 20, 20, 5);
      Tensor dWeight = Tensor.zeros(9, 9, 5, 6);
      plan.forward(x, weight, null, Tensor.zeros(3, 6, 6, 6));
      plan.backwardInput(dy, weight, first);
      plan.backwardWeight(x, dy, dWeight);
      plan.backwardInput(dy, weight, second);
      assertThat(second.toArray()).isEqualTo(first.toArray());
    }
  }

  private static ConvolutionPlan plan(ConvolutionGeometry g, Workers workers) {
    return new TransformedConvolutionPlan(
        TransformedConvolutionPlan.shape(g).orElseThrow(), new Workspace(), workers);
  }

  /** Few numbers and many threads, so that each number's product is cut into shares. */
  @Test
  void sharesOfANumberGiveTheSameBits() {
    ConvolutionGeometry g = new ConvolutionGeometry(19, 8, 7, 150, 40, 4, 3, 2, 1);
    assertThat(step(g, 7)).isDeepEqualTo(step(g, 1));
  }

  private static float[][] step(ConvolutionGeometry g, int threads) {
    Tensor x = random(1, g.batch(), g.height(), g.width(), g.inChannels());
    Tensor weight = random(2, g.kernelHeight(), g.kernelWidth(), g.inChannels(), g.outChannels());
    Tensor dy = random(3, g.batch(), g.outHeight(), g.outWidth(), g.outChannels());
    Tensor y = Tensor.zeros(dy.shape());
    Tensor dx = Tensor.zeros(x.shape());
    Tensor dWeight = Tensor.zeros(weight.shape());
    try (Workers workers = new Workers(threads)) {
      ConvolutionPlan plan = plan(g, workers);
      plan.forward(x, weight, null, y);
      plan.backwardInput(dy, weight, dx);
      plan.backwardWeight(x, dy, dWeight);
    }
    return new float[][] {y.toArray(), dx.toArray(), dWeight.toArray()};
  }

  private static Tensor random(int stream, int... extents) {
    Tensor tensor = Tensor.zeros(extents);
    CounterRandom random = new CounterRandom(1, stream);
    for (int i = 0; i < tensor.elements(); i++) {
      tensor.array()[i] = (float) random.uniform(i) - 0.5f;
    }
    return tensor;
  }
}
