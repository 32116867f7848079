package capstan.core.scalar;

import capstan.core.Tensor;
import capstan.core.kernel.ConvolutionGeometry;
import capstan.core.kernel.ConvolutionPlan;

/**
 * The three passes of a convolution. At each {@link Tap} there is a vector of inChannels of x, a
 * vector of outChannels of y, and a matrix of weights between them; the passes differ only in which
 * of the three they compute.
 */
final class ScalarConvolutionPlan extends ConvolutionPlan {
  private final int inChannels;
  private final int outChannels;

  /** The gradient before a ReLU; made when first needed. */
  private Tensor counted;

  ScalarConvolutionPlan(ConvolutionGeometry geometry) {
    super(geometry);
    inChannels = geometry.inChannels();
    outChannels = geometry.outChannels();
  }

  @Override
  protected void computeForward(Tensor x, Tensor weight, Tensor bias, Tensor y) {
    startFromBias(bias, y);
    Tap.visit(
        geometry(),
        (in, out, element) ->
            addProduct(
                x.array(),
                input(x, in),
                weight.array(),
                matrix(weight, element),
                y.array(),
                output(y, out)));
  }

  @Override
  public boolean fusesRelu() {
    return true;
  }

  @Override
  protected void computeForwardRelu(Tensor x, Tensor weight, Tensor bias, Tensor y) {
    computeForward(x, weight, bias, y);
    for (int k = y.offset(); k < y.offset() + y.elements(); k++) {
      y.array()[k] = Math.max(0, y.array()[k]);
    }
  }

  @Override
  protected void computeBackwardParametersRelu(
      Tensor x, Tensor y, Tensor dy, Tensor dWeight, Tensor dBias) {
    if (counted == null) {
      counted = Tensor.zeros(dy.shape());
    }
    dBias.fill(0);
    for (int k = 0; k < dy.elements(); k++) {
      boolean counts = y.array()[y.offset() + k] > 0;
      float gradient = counts ? dy.array()[dy.offset() + k] : 0;
      counted.array()[counted.offset() + k] = gradient;
      dBias.array()[dBias.offset() + k % outChannels] += gradient;
    }
    computeBackwardWeight(x, counted, dWeight);
  }

  @Override
  protected void computeBackwardInput(Tensor dy, Tensor weight, Tensor dx) {
    dx.fill(0);
    Tap.visit(
        geometry(),
        (in, out, element) ->
            addTransposedProduct(
                dy.array(),
                output(dy, out),
                weight.array(),
                matrix(weight, element),
                dx.array(),
                input(dx, in)));
  }

  @Override
  protected void computeBackwardWeight(Tensor x, Tensor dy, Tensor dWeight) {
    dWeight.fill(0);
    Tap.visit(
        geometry(),
        (in, out, element) ->
            addOuterProduct(
                x.array(),
                input(x, in),
                dy.array(),
                output(dy, out),
                dWeight.array(),
                matrix(dWeight, element)));
  }

  /** Index of an input pixel's first channel. */
  private int input(Tensor x, int pixel) {
    return x.offset() + pixel * inChannels;
  }

  /** Index of an output pixel's first channel. */
  private int output(Tensor y, int pixel) {
    return y.offset() + pixel * outChannels;
  }

  /** Index of the first weight of a kernel element's matrix [inChannels, outChannels]. */
  private int matrix(Tensor weight, int element) {
    return weight.offset() + element * inChannels * outChannels;
  }

  private void startFromBias(Tensor bias, Tensor y) {
    for (int k = 0; k < y.elements(); k++) {
      y.array()[y.offset() + k] = bias == null ? 0 : bias.array()[bias.offset() + k % outChannels];
    }
  }

  /** y[o] += Σ_k x[k] · w[k, o]. */
  private void addProduct(float[] x, int xAt, float[] w, int wAt, float[] y, int yAt) {
    for (int k = 0; k < inChannels; k++) {
      float factor = x[xAt + k];
      int row = wAt + k * outChannels;
      for (int o = 0; o < outChannels; o++) {
        y[yAt + o] += factor * w[row + o];
      }
    }
  }

  /** dx[k] += Σ_o dy[o] · w[k, o]. */
  private void addTransposedProduct(float[] dy, int yAt, float[] w, int wAt, float[] dx, int xAt) {
    for (int k = 0; k < inChannels; k++) {
      int row = wAt + k * outChannels;
      float sum = 0;
      for (int o = 0; o < outChannels; o++) {
        sum += dy[yAt + o] * w[row + o];
      }
      dx[xAt + k] += sum;
    }
  }

  /** dw[k, o] += x[k] · dy[o]. */
  private void addOuterProduct(float[] x, int xAt, float[] dy, int yAt, float[] dw, int wAt) {
    for (int k = 0; k < inChannels; k++) {
      float factor = x[xAt + k];
      int row = wAt + k * outChannels;
      for (int o = 0; o < outChannels; o++) {
        dw[row + o] += factor * dy[yAt + o];
      }
    }
  }
}
