package capstan.core.kernel;

import capstan.core.Expect;
import capstan.core.Shape;
import capstan.core.Tensor;

/**
 * The three passes of one convolution, with the scratch memory they need. A plan may keep what the
 * forward pass computed from its arguments for the backward passes of the same step, so passes are
 * called with the same x and weight values between one forward and the next.
 */
public abstract class ConvolutionPlan {
  private static final Expect EXPECT = Expect.of("convolution");

  private final ConvolutionGeometry geometry;
  private final Shape input;
  private final Shape weight;
  private final Shape bias;
  private final Shape output;

  /**
   * For implementations.
   *
   * @param geometry the extents of this convolution
   */
  protected ConvolutionPlan(ConvolutionGeometry geometry) {
    this.geometry = geometry;
    this.input = geometry.input();
    this.weight = geometry.weight();
    this.bias = Shape.of(geometry.outChannels());
    this.output = geometry.output();
  }

  /** The extents of this convolution. */
  public final ConvolutionGeometry geometry() {
    return geometry;
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
    check(x, weight, bias, y);
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
    EXPECT.shape("dy", output, dy);
    EXPECT.shape("weight", this.weight, weight);
    EXPECT.shape("dx", input, dx);
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
    EXPECT.shape("x", input, x);
    EXPECT.shape("dy", output, dy);
    EXPECT.shape("dWeight", weight, dWeight);
    computeBackwardWeight(x, dy, dWeight);
  }

  /**
   * Whether this plan has {@link #forwardRelu} and {@link #backwardParametersRelu}, which apply a
   * ReLU where the numbers pass by anyway. For the first layer of a network, whose output is larger
   * than anything else, a pass over memory less is worth more than the arithmetic.
   */
  public boolean fusesRelu() {
    return false;
  }

  /**
   * {@link #forward} with a ReLU after it: y = max(0, convolution + bias); NaN stays NaN.
   *
   * @param x as there
   * @param weight as there
   * @param bias as there
   * @param y [batch, outHeight, outWidth, outChannels], overwritten
   * @throws UnsupportedOperationException unless {@link #fusesRelu}
   */
  public final void forwardRelu(Tensor x, Tensor weight, Tensor bias, Tensor y) {
    check(x, weight, bias, y);
    computeForwardRelu(x, weight, bias, y);
  }

  /**
   * The gradients of the weights and of the bias, where a ReLU follows and that of x is not wanted.
   * Only those elements of dy count whose y is positive.
   *
   * @param x as in the forward pass
   * @param y what {@link #forwardRelu} put out
   * @param dy gradient of y
   * @param dWeight gradient of the weights, overwritten
   * @param dBias [outChannels], gradient of the bias, overwritten
   * @throws UnsupportedOperationException unless {@link #fusesRelu}
   */
  public final void backwardParametersRelu(
      Tensor x, Tensor y, Tensor dy, Tensor dWeight, Tensor dBias) {
    EXPECT.shape("x", input, x);
    EXPECT.shape("y", output, y);
    EXPECT.shape("dy", output, dy);
    EXPECT.shape("dWeight", weight, dWeight);
    EXPECT.shape("dBias", bias, dBias);
    computeBackwardParametersRelu(x, y, dy, dWeight, dBias);
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

  /** {@link #forwardRelu} on checked arguments. */
  protected void computeForwardRelu(Tensor x, Tensor weight, Tensor bias, Tensor y) {
    throw new UnsupportedOperationException("this plan leaves ReLU to a pass of its own");
  }

  /** {@link #backwardParametersRelu} on checked arguments. */
  protected void computeBackwardParametersRelu(
      Tensor x, Tensor y, Tensor dy, Tensor dWeight, Tensor dBias) {
    throw new UnsupportedOperationException("this plan leaves ReLU to a pass of its own");
  }

  private void check(Tensor x, Tensor weight, Tensor bias, Tensor y) {
    EXPECT.shape("x", input, x).shape("weight", this.weight, weight);
    if (bias != null) {
      EXPECT.shape("bias", this.bias, bias);
    }
    EXPECT.shape("y", output, y);
  }
}
