package capstan.core.scalar;

import capstan.core.Tensor;
import capstan.core.kernel.Reduction;

/** Sums from the first element to the last, held in double precision on the way. */
final class ScalarReduction extends Reduction {

  @Override
  public double sum(Tensor x) {
    double sum = 0;
    for (int k = x.offset(); k < x.offset() + x.elements(); k++) {
      sum += x.array()[k];
    }
    return sum;
  }

  @Override
  public double sumOfSquares(Tensor x) {
    double sum = 0;
    for (int k = x.offset(); k < x.offset() + x.elements(); k++) {
      double each = x.array()[k];
      sum += each * each;
    }
    return sum;
  }

  @Override
  protected double computeSumOfSquaredDifferences(Tensor a, Tensor b) {
    double sum = 0;
    for (int k = 0; k < a.elements(); k++) {
      double difference = (double) a.array()[a.offset() + k] - b.array()[b.offset() + k];
      sum += difference * difference;
    }
    return sum;
  }

  @Override
  protected void computeColumnSums(Tensor x, Tensor y) {
    int columns = y.elements();
    for (int c = 0; c < columns; c++) {
      double sum = 0;
      for (int r = 0; r < x.shape().rows(); r++) {
        sum += x.array()[x.offset() + r * columns + c];
      }
      y.array()[y.offset() + c] = (float) sum;
    }
  }

  @Override
  protected void computeColumnProducts(Tensor a, Tensor aMeans, Tensor b, Tensor bMeans, Tensor y) {
    int columns = y.elements();
    for (int c = 0; c < columns; c++) {
      float aMean = aMeans.array()[aMeans.offset() + c];
      float bMean = bMeans.array()[bMeans.offset() + c];
      double sum = 0;
      for (int k = c; k < a.elements(); k += columns) {
        float first = a.array()[a.offset() + k] - aMean;
        float second = b.array()[b.offset() + k] - bMean;
        sum += (double) first * second;
      }
      y.array()[y.offset() + c] = (float) sum;
    }
  }
}
