package capstan.core.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import capstan.core.Shape;
import capstan.core.Tensor;
import capstan.core.backend.Backends;
import net.jqwik.api.Assume;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class ConvolutionContractTest {

  @Property(tries = 60, maxDiscardRatio = 20)
  void everyPass(
      @ForAll @IntRange(max = 5) int batch,
      @ForAll @IntRange(min = 1, max = 12) int height,
      @ForAll @IntRange(min = 1, max = 12) int width,
      @ForAll @IntRange(min = 1, max = 40) int inChannels,
      @ForAll @IntRange(min = 1, max = 40) int outChannels,
      @ForAll @IntRange(min = 1, max = 9) int kernelHeight,
      @ForAll @IntRange(min = 1, max = 9) int kernelWidth,
      @ForAll @IntRange(min = 1, max = 3) int stride,
      @ForAll @IntRange(max = 4) int padding,
      @ForAll boolean withBias) {
    Assume.that(kernelHeight <= height + 2 * padding && kernelWidth <= width + 2 * padding);
    check(
        new ConvolutionGeometry(
            batch,
            height,
            width,
            inChannels,
            outChannels,
            kernelHeight,
            kernelWidth,
            stride,
            padding),
        withBias);
  }

  static void check(ConvolutionGeometry g, boolean withBias) {
    KernelComparison comparison = new KernelComparison();
    Tensor x = comparison.normal(g.batch(), g.height(), g.width(), g.inChannels());
    Tensor weight =
        comparison.normal(g.kernelHeight(), g.kernelWidth(), g.inChannels(), g.outChannels());
    Tensor bias = withBias ? comparison.normal(g.outChannels()) : null;
    Tensor dy = comparison.normal(g.batch(), g.outHeight(), g.outWidth(), g.outChannels());
    int terms = g.kernelHeight() * g.kernelWidth() * g.inChannels();
    comparison.compare(
        Math.sqrt(terms),
        (backend, outputs) ->
            backend
                .convolution()
                .plan(g, KernelComparison.workspace())
                .forward(x, weight, bias, outputs.get(0)),
        dy.shape());
    comparison.compare(
        Math.sqrt(g.kernelHeight() * g.kernelWidth() * g.outChannels()),
        (backend, outputs) -> {
          ConvolutionPlan plan = backend.convolution().plan(g, KernelComparison.workspace());
          plan.forward(x, weight, bias, Tensor.zeros(dy.shape()));
          plan.backwardInput(dy, weight, outputs.get(0));
          plan.backwardWeight(x, dy, outputs.get(1));
        },
        x.shape(),
        weight.shape());
    checkRelu(g, comparison, x, weight, bias, dy);
  }

  /** The passes with a ReLU in them, where a plan has them, are the separate passes in turn. */
  private static void checkRelu(
      ConvolutionGeometry g,
      KernelComparison comparison,
      Tensor x,
      Tensor weight,
      Tensor bias,
      Tensor dy) {
    int terms = g.kernelHeight() * g.kernelWidth() * g.inChannels();
    comparison.compare(
        Math.sqrt(terms),
        (backend, outputs) -> {
          ConvolutionPlan plan = backend.convolution().plan(g, KernelComparison.workspace());
          if (plan.fusesRelu() && !KernelComparison.isSpecification(backend)) {
            plan.forwardRelu(x, weight, bias, outputs.get(0));
          } else {
            plan.forward(x, weight, bias, outputs.get(0));
            backend.pointwise().relu(outputs.get(0), outputs.get(0));
          }
        },
        dy.shape());
    Tensor y = comparison.normal(g.batch(), g.outHeight(), g.outWidth(), g.outChannels());
    comparison.compare(
        Math.sqrt(g.batch() * g.outHeight() * g.outWidth()),
        (backend, outputs) -> {
          ConvolutionPlan plan = backend.convolution().plan(g, KernelComparison.workspace());
          if (plan.fusesRelu() && !KernelComparison.isSpecification(backend)) {
            plan.backwardParametersRelu(x, y, dy, outputs.get(0), outputs.get(1));
          } else {
            Tensor counted = Tensor.zeros(dy.shape());
            backend.pointwise().reluBackward(y, dy, counted);
            plan.backwardWeight(x, counted, outputs.get(0));
            backend.reduction().columnSums(counted, outputs.get(1));
          }
        },
        weight.shape(),
        Shape.of(g.outChannels()));
  }

  /** The scalar backend's own, against its separate passes. */
  @Example
  void scalarReluPasses() {
    ConvolutionGeometry g = new ConvolutionGeometry(3, 8, 7, 5, 19, 3, 3, 2, 1);
    KernelComparison comparison = new KernelComparison();
    Backend scalar = Backends.scalar();
    ConvolutionPlan plan = scalar.convolution().plan(g, KernelComparison.workspace());
    Tensor x = comparison.normal(3, 8, 7, 5);
    Tensor weight = comparison.normal(3, 3, 5, 19);
    Tensor bias = comparison.normal(19);
    Tensor y = Tensor.zeros(3, g.outHeight(), g.outWidth(), 19);
    Tensor expected = Tensor.zeros(y.shape());
    plan.forwardRelu(x, weight, bias, y);
    plan.forward(x, weight, bias, expected);
    scalar.pointwise().relu(expected, expected);
    assertThat(y.toArray()).isEqualTo(expected.toArray());
    Tensor dy = comparison.normal(3, g.outHeight(), g.outWidth(), 19);
    Tensor dWeight = Tensor.zeros(weight.shape());
    Tensor dBias = Tensor.zeros(bias.shape());
    plan.backwardParametersRelu(x, y, dy, dWeight, dBias);
    Tensor counted = Tensor.zeros(dy.shape());
    scalar.pointwise().reluBackward(y, dy, counted);
    Tensor expectedWeight = Tensor.zeros(weight.shape());
    plan.backwardWeight(x, counted, expectedWeight);
    assertThat(dWeight.toArray()).isEqualTo(expectedWeight.toArray());
    for (int o = 0; o < 19; o++) {
      float sum = 0;
      for (int k = o; k < dy.elements(); k += 19) {
        sum += counted.array()[counted.offset() + k];
      }
      assertThat(dBias.get(o)).isCloseTo(sum, within(1e-5f));
    }
  }

  /** A plan is used for every step: nothing of the first may be left in the second. */
  @Example
  void aPlanServesAgain() {
    ConvolutionGeometry g = new ConvolutionGeometry(3, 8, 7, 5, 19, 3, 3, 2, 1);
    KernelComparison comparison = new KernelComparison();
    Shape input = Shape.of(3, 8, 7, 5);
    Shape output = Shape.of(3, g.outHeight(), g.outWidth(), 19);
    Tensor otherX = comparison.normal(3, 8, 7, 5);
    Tensor otherWeight = comparison.normal(3, 3, 5, 19);
    Tensor x = comparison.normal(3, 8, 7, 5);
    Tensor weight = comparison.normal(3, 3, 5, 19);
    Tensor dy = comparison.normal(3, g.outHeight(), g.outWidth(), 19);
    comparison.compare(
        7,
        (backend, outputs) -> {
          ConvolutionPlan plan = backend.convolution().plan(g, KernelComparison.workspace());
          plan.forward(otherX, otherWeight, null, outputs.get(0));
          plan.backwardInput(dy, otherWeight, outputs.get(1));
          plan.backwardWeight(otherX, dy, outputs.get(2));
          plan.forward(x, weight, null, outputs.get(0));
          plan.backwardInput(dy, weight, outputs.get(1));
          plan.backwardWeight(x, dy, outputs.get(2));
        },
        output,
        input,
        weight.shape());
  }

  /** What a plan keeps of weights must be what they are, for products of either shape. */
  @Property(tries = 12)
  void keptWeights(
      @ForAll @IntRange(min = 1, max = 20) int batch,
      @ForAll @IntRange(min = 1, max = 20) int inChannels,
      @ForAll @IntRange(min = 1, max = 150) int outChannels,
      @ForAll @IntRange(min = 1, max = 2) int stride) {
    ConvolutionGeometry g =
        new ConvolutionGeometry(batch, 9, 7, inChannels, outChannels, 5, 5, stride, 0);
    KernelComparison comparison = new KernelComparison();
    Tensor otherX = comparison.normal(batch, 9, 7, inChannels);
    Tensor x = comparison.normal(batch, 9, 7, inChannels);
    Tensor weight = comparison.normal(5, 5, inChannels, outChannels);
    Tensor otherWeight = comparison.normal(5, 5, inChannels, outChannels);
    Tensor bias = comparison.normal(outChannels);
    Tensor dy = comparison.normal(batch, g.outHeight(), g.outWidth(), outChannels);
    comparison.compare(
        Math.sqrt(25.0 * Math.max(inChannels, outChannels)),
        (backend, outputs) -> {
          ConvolutionPlan plan = backend.convolution().plan(g, KernelComparison.workspace());
          plan.keepWeights(true);
          plan.forward(otherX, weight, bias, outputs.get(0));
          plan.forward(x, weight, bias, outputs.get(0));
          plan.keepWeights(true);
          plan.forward(otherX, otherWeight, bias, outputs.get(1));
          plan.forward(x, otherWeight, bias, outputs.get(1));
          plan.backwardInput(dy, otherWeight, outputs.get(4));
          plan.forward(x, weight, bias, outputs.get(2));
          plan.keepWeights(true);
          plan.forward(x, otherWeight, bias, outputs.get(3));
          plan.keepWeights(false);
          plan.forward(x, weight, bias, outputs.get(3));
        },
        dy.shape(),
        dy.shape(),
        dy.shape(),
        dy.shape(),
        x.shape());
  }
}
