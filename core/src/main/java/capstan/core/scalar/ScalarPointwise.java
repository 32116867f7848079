package capstan.core.scalar;

import capstan.core.Exponential;
import capstan.core.HyperbolicTangent;
import capstan.core.Logarithm;
import capstan.core.kernel.Pointwise;

/** One loop a kernel. */
final class ScalarPointwise extends Pointwise {

  @Override
  protected void add(
      int n, float[] a, int aOffset, float[] b, int bOffset, float[] y, int yOffset) {
    for (int k = 0; k < n; k++) {
      y[yOffset + k] = a[aOffset + k] + b[bOffset + k];
    }
  }

  @Override
  protected void multiply(
      int n, float[] a, int aOffset, float[] b, int bOffset, float[] y, int yOffset) {
    for (int k = 0; k < n; k++) {
      y[yOffset + k] = a[aOffset + k] * b[bOffset + k];
    }
  }

  @Override
  protected void divide(
      int n, float[] a, int aOffset, float[] b, int bOffset, float[] y, int yOffset) {
    for (int k = 0; k < n; k++) {
      y[yOffset + k] = a[aOffset + k] / b[bOffset + k];
    }
  }

  @Override
  protected void addScaled(
      int n, float factor, float[] a, int aOffset, float[] b, int bOffset, float[] y, int yOffset) {
    for (int k = 0; k < n; k++) {
      y[yOffset + k] = a[aOffset + k] + factor * b[bOffset + k];
    }
  }

  @Override
  protected void scale(int n, float factor, float[] x, int xOffset, float[] y, int yOffset) {
    for (int k = 0; k < n; k++) {
      y[yOffset + k] = factor * x[xOffset + k];
    }
  }

  @Override
  protected void scaledDifference(
      int n, float factor, float[] a, int aOffset, float[] b, int bOffset, float[] y, int yOffset) {
    for (int k = 0; k < n; k++) {
      y[yOffset + k] = factor * (a[aOffset + k] - b[bOffset + k]);
    }
  }

  @Override
  protected void relu(int n, float[] x, int xOffset, float[] y, int yOffset) {
    for (int k = 0; k < n; k++) {
      y[yOffset + k] = Math.max(0, x[xOffset + k]);
    }
  }

  @Override
  protected void reluBackward(
      int n, float[] y, int yOffset, float[] dy, int dyOffset, float[] dx, int dxOffset) {
    for (int k = 0; k < n; k++) {
      dx[dxOffset + k] = y[yOffset + k] > 0 ? dy[dyOffset + k] : 0;
    }
  }

  @Override
  protected void sigmoid(int n, float[] x, int xOffset, float[] y, int yOffset) {
    for (int k = 0; k < n; k++) {
      y[yOffset + k] = 1 / (1 + Exponential.exp(-x[xOffset + k]));
    }
  }

  @Override
  protected void sigmoidBackward(
      int n, float[] y, int yOffset, float[] dy, int dyOffset, float[] dx, int dxOffset) {
    for (int k = 0; k < n; k++) {
      float value = y[yOffset + k];
      dx[dxOffset + k] = dy[dyOffset + k] * value * (1 - value);
    }
  }

  @Override
  protected void exp(int n, float[] x, int xOffset, float[] y, int yOffset) {
    for (int k = 0; k < n; k++) {
      y[yOffset + k] = Exponential.exp(x[xOffset + k]);
    }
  }

  @Override
  protected void log(int n, float[] x, int xOffset, float[] y, int yOffset) {
    for (int k = 0; k < n; k++) {
      y[yOffset + k] = Logarithm.log(x[xOffset + k]);
    }
  }

  @Override
  protected void tanh(int n, float[] x, int xOffset, float[] y, int yOffset) {
    for (int k = 0; k < n; k++) {
      y[yOffset + k] = HyperbolicTangent.tanh(x[xOffset + k]);
    }
  }

  @Override
  protected void addBias(
      int rows,
      int columns,
      float[] x,
      int xOffset,
      float[] bias,
      int biasOffset,
      float[] y,
      int yOffset) {
    for (int row = 0; row < rows; row++) {
      for (int c = 0; c < columns; c++) {
        int k = row * columns + c;
        y[yOffset + k] = x[xOffset + k] + bias[biasOffset + c];
      }
    }
  }
}
