package capstan.core.kernel;

import capstan.core.Tensor;
import capstan.core.simd.lanes.Lanes;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Convolutions of 3x3 tile by tile, against their definition, wherever a backend has them. */
class WinogradConvolutionContractTest {

  @Property(tries = 60)
  void everyPass(
      @ForAll @IntRange(max = 9) int batch,
      @ForAll @IntRange(min = 1, max = 14) int height,
      @ForAll @IntRange(min = 1, max = 14) int width,
      @ForAll @IntRange(min = 1, max = 4) int inVectors,
      @ForAll @IntRange(min = 1, max = 4) int outVectors,
      @ForAll @IntRange(max = 2) int padding,
      @ForAll boolean withBias,
      @ForAll boolean keptWeights) {
    Assume.that(Math.min(height, width) + 2 * padding >= 3);
    int in = inVectors * Lanes.COUNT;
    int out = outVectors * Lanes.COUNT;
    ConvolutionGeometry g =
        new ConvolutionGeometry(batch, height, width, in, out, 3, 3, 1, padding);
    KernelComparison comparison = new KernelComparison();
    Tensor x = comparison.normal(batch, height, width, in);
    Tensor weight = comparison.normal(3, 3, in, out);
    Tensor others = comparison.normal(3, 3, in, out);
    Tensor bias = withBias ? comparison.normal(out) : null;
    Tensor dy = comparison.normal(batch, g.outHeight(), g.outWidth(), out);
    comparison.compare(
        Math.sqrt(9.0 * Math.max(in, out)),
        (backend, outputs) -> {
          ConvolutionPlan plan = plan(backend, g);
          plan.keepWeights(keptWeights);
          // Weights that were not promised to stay may be others the next time.
          plan.forward(x, keptWeights ? weight : others, bias, outputs.get(0));
          plan.forward(x, weight, bias, outputs.get(0));
          plan.backwardWeight(x, dy, outputs.get(2));
          plan.backwardInput(dy, weight, outputs.get(1));
        },
        dy.shape(),
        x.shape(),
        weight.shape());
  }

  private static ConvolutionPlan plan(Backend backend, ConvolutionGeometry g) {
    Convolution convolution = backend.convolution();
    return convolution.algorithms(g).contains(ConvolutionAlgorithm.WINOGRAD)
        ? convolution.plan(g, KernelComparison.workspace(), ConvolutionAlgorithm.WINOGRAD)
        : convolution.plan(g, KernelComparison.workspace());
  }
}
