package capstan.core.scalar;

import capstan.core.Exponential;
import capstan.core.kernel.Softmax;

/** Softmax; subtracting the row's largest element first keeps every exponential at most 1. */
final class ScalarSoftmax extends Softmax {

  @Override
  protected void forward(int rows, int columns, float[] x, int xOffset, float[] y, int yOffset) {
    for (int row = 0; row < rows; row++) {
      int xAt = xOffset + row * columns;
      int yAt = yOffset + row * columns;
      float max = Float.NEGATIVE_INFINITY;
      for (int c = 0; c < columns; c++) {
        max = Math.max(max, x[xAt + c]);
      }
      float sum = 0;
      for (int c = 0; c < columns; c++) {
        y[yAt + c] = Exponential.exp(x[xAt + c] - max);
        sum += y[yAt + c];
      }
      for (int c = 0; c < columns; c++) {
        y[yAt + c] /= sum;
      }
    }
  }

  @Override
  protected void backward(
      int rows,
      int columns,
      float[] y,
      int yOffset,
      float[] dy,
      int dyOffset,
      float[] dx,
      int dxOffset) {
    for (int row = 0; row < rows; row++) {
      int yAt = yOffset + row * columns;
      int dyAt = dyOffset + row * columns;
      int dxAt = dxOffset + row * columns;
      float mean = 0;
      for (int c = 0; c < columns; c++) {
        mean += y[yAt + c] * dy[dyAt + c];
      }
      for (int c = 0; c < columns; c++) {
        dx[dxAt + c] = y[yAt + c] * (dy[dyAt + c] - mean);
      }
    }
  }
}
