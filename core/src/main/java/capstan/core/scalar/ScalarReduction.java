package capstan.core.scalar;

import capstan.core.kernel.Reduction;

/** Sums from the first element to the last, held in double precision on the way. */
final class ScalarReduction extends Reduction {

  @Override
  protected double sum(int n, float[] x, int xOffset) {
    double sum = 0;
    for (int k = 0; k < n; k++) {
      sum += x[xOffset + k];
    }
    return sum;
  }

  @Override
  protected double sumOfSquaredDifferences(int n, float[] a, int aOffset, float[] b, int bOffset) {
    double sum = 0;
    for (int k = 0; k < n; k++) {
      double difference = (double) a[aOffset + k] - b[bOffset + k];
      sum += difference * difference;
    }
    return sum;
  }

  @Override
  protected void columnSums(int rows, int columns, float[] x, int xOffset, float[] y, int yOffset) {
    for (int c = 0; c < columns; c++) {
      double sum = 0;
      for (int r = 0; r < rows; r++) {
        sum += x[xOffset + r * columns + c];
      }
      y[yOffset + c] = (float) sum;
    }
  }
}
