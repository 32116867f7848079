package capstan.core.kernel;

import capstan.core.Expect;
import capstan.core.Shape;
import capstan.core.Tensor;

/**
 * Convolution of each channel with a kernel of its own, without padding: {@code groups} as many as
 * channels in PyTorch. Images are channels-last; the weights of a kernel element lie together too,
 * [kernelHeight, kernelWidth, channels].
 */
public abstract class DepthwiseConvolution {
  private static final Expect EXPECT = Expect.of("depthwise convolution");

  /** For implementations. */
  protected DepthwiseConvolution() {}

  /**
   * y[b, r, c, k] = bias[k] + Σ x[b, r·stride + i, c·stride + j, k] · w[i, j, k].
   *
   * @param geometry extents; as many channels out as in, no padding
   * @param x [batch, height, width, channels]
   * @param weight [kernelHeight, kernelWidth, channels]
   * @param bias [channels]
   * @param y [batch, outHeight, outWidth, channels], overwritten
   */
  public final void forward(
      ConvolutionGeometry geometry, Tensor x, Tensor weight, Tensor bias, Tensor y) {
    check(geometry, "x", x, "y", y, weight);
    EXPECT.elements("bias", geometry.outChannels(), bias);
    computeForward(geometry, x, weight, bias, y);
  }

  /**
   * Gradient with respect to x.
   *
   * @param geometry as in the forward pass
   * @param dy gradient of y
   * @param weight as in the forward pass
   * @param dx gradient of x, overwritten
   */
  public final void backwardInput(
      ConvolutionGeometry geometry, Tensor dy, Tensor weight, Tensor dx) {
    check(geometry, "dx", dx, "dy", dy, weight);
    computeBackwardInput(geometry, dy, weight, dx);
  }

  /**
   * Gradient with respect to the weights.
   *
   * @param geometry as in the forward pass
   * @param x as in the forward pass
   * @param dy gradient of y
   * @param dWeight gradient of the weights, overwritten
   */
  public final void backwardWeight(
      ConvolutionGeometry geometry, Tensor x, Tensor dy, Tensor dWeight) {
    check(geometry, "x", x, "dy", dy, dWeight);
    computeBackwardWeight(geometry, x, dy, dWeight);
  }

  /**
   * Shape of the weights.
   *
   * @param geometry as many channels out as in
   */
  public static Shape weight(ConvolutionGeometry geometry) {
    return Shape.of(geometry.kernelHeight(), geometry.kernelWidth(), geometry.inChannels());
  }

  /**
   * Multiplications and additions of one pass over the batch, counted as two each.
   *
   * @param geometry as many channels out as in
   */
  public static double flops(ConvolutionGeometry geometry) {
    return geometry.flops() / geometry.inChannels();
  }

  private static void check(
      ConvolutionGeometry g, String in, Tensor x, String out, Tensor y, Tensor weight) {
    if (g.inChannels() != g.outChannels() || g.padding() != 0) {
      throw EXPECT.refusal(
          "as many channels out as in and no padding are needed, found %d, %d and %d"
              .formatted(g.outChannels(), g.inChannels(), g.padding()));
    }
    EXPECT.shape(in, g.input(), x).shape(out, g.output(), y).shape("weight", weight(g), weight);
  }

  /** {@link #forward} on checked arguments. */
  protected abstract void computeForward(
      ConvolutionGeometry geometry, Tensor x, Tensor weight, Tensor bias, Tensor y);

  /** {@link #backwardInput} on checked arguments. */
  protected abstract void computeBackwardInput(
      ConvolutionGeometry geometry, Tensor dy, Tensor weight, Tensor dx);

  /** {@link #backwardWeight} on checked arguments. */
  protected abstract void computeBackwardWeight(
      ConvolutionGeometry geometry, Tensor x, Tensor dy, Tensor dWeight);
}
