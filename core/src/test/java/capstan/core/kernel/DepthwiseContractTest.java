package capstan.core.kernel;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import capstan.core.Shape;
import capstan.core.Tensor;
import capstan.core.backend.Backends;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class DepthwiseContractTest {

  @Property(tries = 80)
  void anyExtents(
      @ForAll @IntRange(max = 3) int batch,
      @ForAll @IntRange(min = 1, max = 5) int kernelHeight,
      @ForAll @IntRange(min = 1, max = 5) int kernelWidth,
      @ForAll @IntRange(max = 6) int more,
      @ForAll @IntRange(min = 1, max = 3) int stride,
      @ForAll @IntRange(min = 1, max = 90) int channels) {
    compare(
        new ConvolutionGeometry(
            batch,
            kernelHeight + more,
            kernelWidth + more / 2,
            channels,
            channels,
            kernelHeight,
            kernelWidth,
            stride,
            0));
  }

  /** As Efficient-CapsNet has it: one output an image. */
  @Example
  void oneOutput() {
    compare(new ConvolutionGeometry(5, 9, 9, 128, 128, 9, 9, 1, 0));
  }

  @Example
  void oneRowOfOutputs() {
    compare(new ConvolutionGeometry(3, 2, 7, 5, 5, 2, 3, 1, 0));
  }

  private static void compare(ConvolutionGeometry g) {
    KernelComparison comparison = new KernelComparison();
    Tensor x = comparison.normal(g.input().extents());
    Tensor weight = comparison.normal(DepthwiseConvolution.weight(g).extents());
    Tensor bias = comparison.normal(g.outChannels());
    Tensor dy = comparison.normal(g.output().extents());
    comparison.compare(
        Math.sqrt(g.kernelHeight() * g.kernelWidth()),
        (backend, outputs) -> {
          backend.depthwise().forward(g, x, weight, bias, outputs.get(0));
          backend.depthwise().backwardInput(g, dy, weight, outputs.get(1));
          backend.depthwise().backwardWeight(g, x, dy, outputs.get(2));
        },
        g.output(),
        g.input(),
        weight.shape());
  }

  @Example
  void otherConvolutionsAreRefused() {
    ConvolutionGeometry other = new ConvolutionGeometry(1, 4, 4, 2, 6, 3, 3, 1, 1);
    try (Backend backend = Backends.scalar()) {
      assertThatThrownBy(
              () ->
                  backend
                      .depthwise()
                      .backwardInput(
                          other,
                          Tensor.zeros(other.output()),
                          Tensor.zeros(Shape.of(3, 3, 2)),
                          Tensor.zeros(other.input())))
          .hasMessage(
              "depthwise convolution: as many channels out as in and no padding are needed,"
                  + " found 6, 2 and 1");
    }
  }
}
