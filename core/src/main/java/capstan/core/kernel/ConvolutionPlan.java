package capstan.core.kernel;

import capstan.core.Tensor;

/**
 * The three passes of one convolution, with the scratch memory they need. A plan may keep what the
 * forward pass computed from its arguments for the backward passes of the same step, so passes are
 * called with the same x and weight values between one forward and the next.
 */
public abstract class ConvolutionPlan {
  private final ConvolutionGeometry geometry;

  /**
   * For implementations.
   *
   * @param geometry the extents of this convolution
   */
  protected ConvolutionPlan(ConvolutionGeometry geometry) {
    this.geometry = geometry;
  }

  /** The extents of this convolution. */
  public final ConvolutionGeometry geometry() {
    return geometry;
  }

  /** How it computes; direct unless an implementation says otherwise. */
  public ConvolutionAlgorithm algorithm() {
    return ConvolutionAlgorithm.DIRECT;
  }

  /**
   * y[b, r, c, o] = bias[o] + Σ x[b, r·stride + i − padding, c·stride + j − padding, k] · w[i, j,
   * k, o], x being zero outside.
   *
   * @param x [batch, height, width, inChannels]
   * @param weight [kernelHeight, kernelWidth, inChannels, outChannels]
   * @param bias [outChannels], or null for none
   * @param y [batch, outHeight, outWidth, outChannels], overwritten
   */
  public final void forward(Tensor x, Tensor weight, Tensor bias, Tensor y) {
    checkInput("x", x);
    checkWeight("weight", weight);
    if (bias != null) {
      Check.shape("convolution", "bias", bias, geometry.outChannels());
    }
    checkOutput("y", y);
    computeForward(x, weight, bias, y);
  }

  /**
   * Gradient with respect to x.
   *
   * @param dy gradient of y
   * @param weight as in the forward pass
   * @param dx gradient of x, overwritten
   */
  public final void backwardInput(Tensor dy, Tensor weight, Tensor dx) {
    checkOutput("dy", dy);
    checkWeight("weight", weight);
    checkInput("dx", dx);
    computeBackwardInput(dy, weight, dx);
  }

  /**
   * Gradient with respect to the weights.
   *
   * @param x as in the forward pass
   * @param dy gradient of y
   * @param dWeight gradient of the weights, overwritten
   */
  public final void backwardWeight(Tensor x, Tensor dy, Tensor dWeight) {
    checkInput("x", x);
    checkOutput("dy", dy);
    checkWeight("dWeight", dWeight);
    computeBackwardWeight(x, dy, dWeight);
  }

  /**
   * Promises that the weights of the next forward pass keep their values, so that what a plan makes
   * of them for itself may serve the forward passes after it as well: for a single image that is
   * most of the work. The promise ends with a backward pass, or when this is called again.
   *
   * @param kept whether it is given; false takes an earlier one back
   */
  public void keepWeights(boolean kept) {}

  /** {@link #forward} on checked arguments. */
  protected abstract void computeForward(Tensor x, Tensor weight, Tensor bias, Tensor y);

  /** {@link #backwardInput} on checked arguments. */
  protected abstract void computeBackwardInput(Tensor dy, Tensor weight, Tensor dx);

  /** {@link #backwardWeight} on checked arguments. */
  protected abstract void computeBackwardWeight(Tensor x, Tensor dy, Tensor dWeight);

  private void checkInput(String argument, Tensor x) {
    Check.shape(
        "convolution",
        argument,
        x,
        geometry.batch(),
        geometry.height(),
        geometry.width(),
        geometry.inChannels());
  }

  private void checkWeight(String argument, Tensor weight) {
    Check.shape(
        "convolution",
        argument,
        weight,
        geometry.kernelHeight(),
        geometry.kernelWidth(),
        geometry.inChannels(),
        geometry.outChannels());
  }

  private void checkOutput(String argument, Tensor y) {
    Check.shape(
        "convolution",
        argument,
        y,
        geometry.batch(),
        geometry.outHeight(),
        geometry.outWidth(),
        geometry.outChannels());
  }
}
