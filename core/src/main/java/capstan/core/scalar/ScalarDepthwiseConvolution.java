package capstan.core.scalar;

import capstan.core.Tensor;
import capstan.core.kernel.ConvolutionGeometry;
import capstan.core.kernel.DepthwiseConvolution;

/** The three passes by their definition. All visit the same {@link Tap}s, channel by channel. */
final class ScalarDepthwiseConvolution extends DepthwiseConvolution {
  @Override
  protected void computeForward(
      ConvolutionGeometry geometry, Tensor x, Tensor weight, Tensor bias, Tensor y) {
    for (int k = 0; k < y.elements(); k++) {
      y.array()[y.offset() + k] = bias.array()[bias.offset() + k % bias.elements()];
    }
    visit(
        geometry,
        (in, out, element) ->
            y.array()[y.offset() + out] +=
                x.array()[x.offset() + in] * weight.array()[weight.offset() + element]);
  }

  @Override
  protected void computeBackwardInput(
      ConvolutionGeometry geometry, Tensor dy, Tensor weight, Tensor dx) {
    dx.fill(0);
    visit(
        geometry,
        (in, out, element) ->
            dx.array()[dx.offset() + in] +=
                dy.array()[dy.offset() + out] * weight.array()[weight.offset() + element]);
  }

  @Override
  protected void computeBackwardWeight(
      ConvolutionGeometry geometry, Tensor x, Tensor dy, Tensor dWeight) {
    dWeight.fill(0);
    visit(
        geometry,
        (in, out, element) ->
            dWeight.array()[dWeight.offset() + element] +=
                x.array()[x.offset() + in] * dy.array()[dy.offset() + out]);
  }

  /** Visits one channel after the other of each tap: indices of numbers of x, y and the weights. */
  private static void visit(ConvolutionGeometry g, Tap tap) {
    int channels = g.inChannels();
    Tap.visit(
        g,
        (in, out, element) -> {
          for (int channel = 0; channel < channels; channel++) {
            tap.at(in * channels + channel, out * channels + channel, element * channels + channel);
          }
        });
  }
}
