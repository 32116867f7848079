package capstan.core.scalar;

import capstan.core.Tensor;
import capstan.core.kernel.ConvolutionGeometry;
import capstan.core.kernel.DepthwiseConvolution;

/**
 * The three passes by their definition. All visit the same triples of an output pixel, a kernel
 * element and the input pixel under it, channel by channel.
 */
final class ScalarDepthwiseConvolution extends DepthwiseConvolution {

  /** What is done to one number of x, y and the weights each, at these indices. */
  @FunctionalInterface
  private interface Triple {
    void at(int x, int y, int weight);
  }

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

  private static void visit(ConvolutionGeometry g, Triple triple) {
    int channels = g.inChannels();
    int out = 0;
    for (int image = 0; image < g.batch(); image++) {
      for (int row = 0; row < g.outHeight(); row++) {
        for (int column = 0; column < g.outWidth(); column++, out += channels) {
          for (int element = 0; element < g.kernelHeight() * g.kernelWidth(); element++) {
            int y = row * g.stride() + element / g.kernelWidth();
            int x = column * g.stride() + element % g.kernelWidth();
            int in = ((image * g.height() + y) * g.width() + x) * channels;
            for (int channel = 0; channel < channels; channel++) {
              triple.at(in + channel, out + channel, element * channels + channel);
            }
          }
        }
      }
    }
  }
}
