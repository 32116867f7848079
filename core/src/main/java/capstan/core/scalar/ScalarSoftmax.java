package capstan.core.scalar;

import capstan.core.Exponential;
import capstan.core.Tensor;
import capstan.core.kernel.Softmax;

/** Softmax; subtracting the row's largest element first keeps every exponential at most 1. */
final class ScalarSoftmax extends Softmax {

  @Override
  protected void computeForward(Tensor xTensor, Tensor yTensor) {
    float[] x = xTensor.array();
    float[] y = yTensor.array();
    int columns = xTensor.shape().columns();
    for (int row = 0; row < xTensor.shape().rows(); row++) {
      int xAt = xTensor.offset() + row * columns;
      int yAt = yTensor.offset() + row * columns;
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
  protected void computeBackward(Tensor yTensor, Tensor dyTensor, Tensor dxTensor) {
    float[] y = yTensor.array();
    float[] dy = dyTensor.array();
    float[] dx = dxTensor.array();
    int columns = yTensor.shape().columns();
    for (int row = 0; row < yTensor.shape().rows(); row++) {
      int yAt = yTensor.offset() + row * columns;
      int dyAt = dyTensor.offset() + row * columns;
      int dxAt = dxTensor.offset() + row * columns;
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
