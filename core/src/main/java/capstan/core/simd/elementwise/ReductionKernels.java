package capstan.core.simd.elementwise;

import static capstan.core.simd.lanes.Lanes.COUNT;
import static capstan.core.simd.lanes.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;

/**
 * Sums of a block of memory in an order that no width and no compiler can change: element k is
 * added to virtual lane k mod {@link #VIRTUAL}, as if every machine had a vector of that many
 * lanes. {@code reduceLanes} is out of the question: its order is unspecified and may change while
 * a program runs.
 */
public final class ReductionKernels {
  /** Virtual lanes: four of the longest vectors, enough to hide an addition's latency. */
  static final int VIRTUAL = 64;

  private ReductionKernels() {}

  /** Σ x [n]: 64 partial sums, added up in double precision from lane 0 on. */
  static double sum(int n, float[] x, int at, float[] partial) {
    int whole = n / VIRTUAL * VIRTUAL;
    for (int lane = 0; lane < VIRTUAL; lane += 4 * COUNT) {
      FloatVector sum0 = FloatVector.zero(SPECIES);
      FloatVector sum1 = FloatVector.zero(SPECIES);
      FloatVector sum2 = FloatVector.zero(SPECIES);
      FloatVector sum3 = FloatVector.zero(SPECIES);
      for (int k = at + lane; k < at + whole; k += VIRTUAL) {
        sum0 = FloatVector.fromArray(SPECIES, x, k).add(sum0);
        sum1 = FloatVector.fromArray(SPECIES, x, k + COUNT).add(sum1);
        sum2 = FloatVector.fromArray(SPECIES, x, k + 2 * COUNT).add(sum2);
        sum3 = FloatVector.fromArray(SPECIES, x, k + 3 * COUNT).add(sum3);
      }
      sum0.intoArray(partial, lane);
      sum1.intoArray(partial, lane + COUNT);
      sum2.intoArray(partial, lane + 2 * COUNT);
      sum3.intoArray(partial, lane + 3 * COUNT);
    }
    double sum = added(partial);
    for (int k = at + whole; k < at + n; k++) {
      sum += x[k];
    }
    return sum;
  }

  /** Σ x [n]², in the order of {@link #sum}. */
  static double sumOfSquares(int n, float[] x, int at, float[] partial) {
    int whole = n / VIRTUAL * VIRTUAL;
    for (int lane = 0; lane < VIRTUAL; lane += 4 * COUNT) {
      FloatVector sum0 = FloatVector.zero(SPECIES);
      FloatVector sum1 = FloatVector.zero(SPECIES);
      FloatVector sum2 = FloatVector.zero(SPECIES);
      FloatVector sum3 = FloatVector.zero(SPECIES);
      for (int k = at + lane; k < at + whole; k += VIRTUAL) {
        FloatVector x0 = FloatVector.fromArray(SPECIES, x, k);
        FloatVector x1 = FloatVector.fromArray(SPECIES, x, k + COUNT);
        FloatVector x2 = FloatVector.fromArray(SPECIES, x, k + 2 * COUNT);
        FloatVector x3 = FloatVector.fromArray(SPECIES, x, k + 3 * COUNT);
        sum0 = x0.fma(x0, sum0);
        sum1 = x1.fma(x1, sum1);
        sum2 = x2.fma(x2, sum2);
        sum3 = x3.fma(x3, sum3);
      }
      sum0.intoArray(partial, lane);
      sum1.intoArray(partial, lane + COUNT);
      sum2.intoArray(partial, lane + 2 * COUNT);
      sum3.intoArray(partial, lane + 3 * COUNT);
    }
    double sum = added(partial);
    for (int k = at + whole; k < at + n; k++) {
      double each = x[k];
      sum += each * each;
    }
    return sum;
  }

  /** Σ (a [n] − b [n])², in the order of {@link #sum}. */
  static double sumOfSquaredDifferences(
      int n, float[] a, int aAt, float[] b, int bAt, float[] partial) {
    int whole = n / VIRTUAL * VIRTUAL;
    for (int lane = 0; lane < VIRTUAL; lane += 2 * COUNT) {
      FloatVector sum0 = FloatVector.zero(SPECIES);
      FloatVector sum1 = FloatVector.zero(SPECIES);
      for (int k = lane; k < whole; k += VIRTUAL) {
        FloatVector difference0 =
            FloatVector.fromArray(SPECIES, a, aAt + k)
                .sub(FloatVector.fromArray(SPECIES, b, bAt + k));
        FloatVector difference1 =
            FloatVector.fromArray(SPECIES, a, aAt + k + COUNT)
                .sub(FloatVector.fromArray(SPECIES, b, bAt + k + COUNT));
        sum0 = difference0.fma(difference0, sum0);
        sum1 = difference1.fma(difference1, sum1);
      }
      sum0.intoArray(partial, lane);
      sum1.intoArray(partial, lane + COUNT);
    }
    double sum = added(partial);
    for (int k = whole; k < n; k++) {
      double difference = a[aAt + k] - b[bAt + k];
      sum += difference * difference;
    }
    return sum;
  }

  /** The partial sums, from lane 0 on. */
  private static double added(float[] partial) {
    double sum = 0;
    for (int lane = 0; lane < VIRTUAL; lane++) {
      sum += partial[lane];
    }
    return sum;
  }

  /**
   * y[c] = Σ over rows of x[r, c], each column from its first row to its last.
   *
   * @param rows of x, one after the other
   * @param columns elements in a row
   * @param x [rows, columns]
   * @param xAt index of the first
   * @param y [columns], overwritten
   * @param yAt index of the first
   */
  public static void columnSums(int rows, int columns, float[] x, int xAt, float[] y, int yAt) {
    int column = 0;
    for (; column + 4 * COUNT <= columns; column += 4 * COUNT) {
      fourVectors(rows, columns, x, xAt + column, y, yAt + column);
    }
    for (; column + COUNT <= columns; column += COUNT) {
      oneVector(rows, columns, x, xAt + column, y, yAt + column);
    }
    for (; column < columns; column++) {
      float sum = 0;
      for (int row = 0; row < rows; row++) {
        sum += x[xAt + row * columns + column];
      }
      y[yAt + column] = sum;
    }
  }

  private static void fourVectors(int rows, int stride, float[] x, int xAt, float[] y, int yAt) {
    FloatVector sum0 = FloatVector.zero(SPECIES);
    FloatVector sum1 = FloatVector.zero(SPECIES);
    FloatVector sum2 = FloatVector.zero(SPECIES);
    FloatVector sum3 = FloatVector.zero(SPECIES);
    int at = xAt;
    for (int row = 0; row < rows; row++) {
      sum0 = FloatVector.fromArray(SPECIES, x, at).add(sum0);
      sum1 = FloatVector.fromArray(SPECIES, x, at + COUNT).add(sum1);
      sum2 = FloatVector.fromArray(SPECIES, x, at + 2 * COUNT).add(sum2);
      sum3 = FloatVector.fromArray(SPECIES, x, at + 3 * COUNT).add(sum3);
      at += stride;
    }
    sum0.intoArray(y, yAt);
    sum1.intoArray(y, yAt + COUNT);
    sum2.intoArray(y, yAt + 2 * COUNT);
    sum3.intoArray(y, yAt + 3 * COUNT);
  }

  private static void oneVector(int rows, int stride, float[] x, int xAt, float[] y, int yAt) {
    FloatVector sum = FloatVector.zero(SPECIES);
    int at = xAt;
    for (int row = 0; row < rows; row++) {
      sum = FloatVector.fromArray(SPECIES, x, at).add(sum);
      at += stride;
    }
    sum.intoArray(y, yAt);
  }
}
