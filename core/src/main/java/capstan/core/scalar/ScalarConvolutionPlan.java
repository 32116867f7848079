package capstan.core.scalar;

import capstan.core.Tensor;
import capstan.core.kernel.ConvolutionGeometry;
import capstan.core.kernel.ConvolutionPlan;
import java.util.Arrays;

/**
 * The three passes of a convolution. All three visit the same triples: an output pixel, a kernel
 * element (i, j), and the input pixel that the kernel element lies on there, left out where that is
 * padding. At each triple there is a vector of inChannels of x, a vector of outChannels of y, and a
 * matrix of weights between them; the passes differ only in which of the three they compute.
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
    ConvolutionGeometry g = geometry();
    for (int image = 0; image < g.batch(); image++) {
      for (int row = 0; row < g.outHeight(); row++) {
        for (int column = 0; column < g.outWidth(); column++) {
          int yAt = outputPixel(y, image, row, column);
          startFromBias(bias, y, yAt);
          for (int i = 0; i < g.kernelHeight(); i++) {
            for (int j = 0; j < g.kernelWidth(); j++) {
              if (inside(row, i, g.height()) && inside(column, j, g.width())) {
                int xAt = inputPixel(x, image, row, column, i, j);
                addProduct(
                    x.array(), xAt, weight.array(), kernelElement(weight, i, j), y.array(), yAt);
              }
            }
          }
        }
      }
    }
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
    ConvolutionGeometry g = geometry();
    dx.fill(0);
    for (int image = 0; image < g.batch(); image++) {
      for (int row = 0; row < g.outHeight(); row++) {
        for (int column = 0; column < g.outWidth(); column++) {
          int yAt = outputPixel(dy, image, row, column);
          for (int i = 0; i < g.kernelHeight(); i++) {
            for (int j = 0; j < g.kernelWidth(); j++) {
              if (inside(row, i, g.height()) && inside(column, j, g.width())) {
                int xAt = inputPixel(dx, image, row, column, i, j);
                addTransposedProduct(
                    dy.array(), yAt, weight.array(), kernelElement(weight, i, j), dx.array(), xAt);
              }
            }
          }
        }
      }
    }
  }

  @Override
  protected void computeBackwardWeight(Tensor x, Tensor dy, Tensor dWeight) {
    ConvolutionGeometry g = geometry();
    dWeight.fill(0);
    for (int image = 0; image < g.batch(); image++) {
      for (int row = 0; row < g.outHeight(); row++) {
        for (int column = 0; column < g.outWidth(); column++) {
          int yAt = outputPixel(dy, image, row, column);
          for (int i = 0; i < g.kernelHeight(); i++) {
            for (int j = 0; j < g.kernelWidth(); j++) {
              if (inside(row, i, g.height()) && inside(column, j, g.width())) {
                int xAt = inputPixel(x, image, row, column, i, j);
                addOuterProduct(
                    x.array(), xAt, dy.array(), yAt, dWeight.array(), kernelElement(dWeight, i, j));
              }
            }
          }
        }
      }
    }
  }

  /** Whether a kernel element lies on the image, on one axis, and not on its padding. */
  private boolean inside(int output, int kernel, int extent) {
    int input = output * geometry().stride() + kernel - geometry().padding();
    return input >= 0 && input < extent;
  }

  /** Index of an output pixel's first channel. */
  private int outputPixel(Tensor y, int image, int row, int column) {
    ConvolutionGeometry g = geometry();
    return y.offset() + ((image * g.outHeight() + row) * g.outWidth() + column) * outChannels;
  }

  /** Index of the first channel of the input pixel under a kernel element. */
  private int inputPixel(Tensor x, int image, int row, int column, int i, int j) {
    ConvolutionGeometry g = geometry();
    int inputRow = row * g.stride() + i - g.padding();
    int inputColumn = column * g.stride() + j - g.padding();
    return x.offset() + ((image * g.height() + inputRow) * g.width() + inputColumn) * inChannels;
  }

  /** Index of the first weight of a kernel element's matrix [inChannels, outChannels]. */
  private int kernelElement(Tensor weight, int i, int j) {
    return weight.offset() + (i * geometry().kernelWidth() + j) * inChannels * outChannels;
  }

  private void startFromBias(Tensor bias, Tensor y, int yAt) {
    if (bias == null) {
      Arrays.fill(y.array(), yAt, yAt + outChannels, 0);
    } else {
      System.arraycopy(bias.array(), bias.offset(), y.array(), yAt, outChannels);
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
