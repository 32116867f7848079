package capstan.core.simd.elementwise;

import static capstan.core.simd.lanes.Lanes.COUNT;
import static capstan.core.simd.lanes.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;

/**
 * Sums over rows of products of two columns less their means, each column from its first row to its
 * last, in the same order at every width.
 */
final class ColumnProductKernels {
  private ColumnProductKernels() {}

  /**
   * y [columns] = Σ over rows of (a − p) (b − q), where a and b are [rows, columns], p and q
   * [columns]. Two vectors of columns hide each other's latency.
   */
  static void sum(
      int rows,
      int columns,
      float[] a,
      int aAt,
      float[] p,
      int pAt,
      float[] b,
      int bAt,
      float[] q,
      int qAt,
      float[] y,
      int yAt) {
    int c = 0;
    for (; c + 2 * COUNT <= columns; c += 2 * COUNT) {
      twoVectors(rows, columns, a, aAt + c, p, pAt + c, b, bAt + c, q, qAt + c, y, yAt + c);
    }
    for (; c < columns; c++) {
      float sum = 0;
      for (int k = c; k < rows * columns; k += columns) {
        sum = Math.fma(a[aAt + k] - p[pAt + c], b[bAt + k] - q[qAt + c], sum);
      }
      y[yAt + c] = sum;
    }
  }

  private static void twoVectors(
      int rows,
      int stride,
      float[] a,
      int aAt,
      float[] p,
      int pAt,
      float[] b,
      int bAt,
      float[] q,
      int qAt,
      float[] y,
      int yAt) {
    FloatVector p0 = FloatVector.fromArray(SPECIES, p, pAt);
    FloatVector p1 = FloatVector.fromArray(SPECIES, p, pAt + COUNT);
    FloatVector q0 = FloatVector.fromArray(SPECIES, q, qAt);
    FloatVector q1 = FloatVector.fromArray(SPECIES, q, qAt + COUNT);
    FloatVector sum0 = FloatVector.zero(SPECIES);
    FloatVector sum1 = FloatVector.zero(SPECIES);
    for (int row = 0; row < rows; row++) {
      int k = aAt + row * stride;
      int m = bAt + row * stride;
      FloatVector a0 = FloatVector.fromArray(SPECIES, a, k).sub(p0);
      FloatVector a1 = FloatVector.fromArray(SPECIES, a, k + COUNT).sub(p1);
      sum0 = FloatVector.fromArray(SPECIES, b, m).sub(q0).fma(a0, sum0);
      sum1 = FloatVector.fromArray(SPECIES, b, m + COUNT).sub(q1).fma(a1, sum1);
    }
    sum0.intoArray(y, yAt);
    sum1.intoArray(y, yAt + COUNT);
  }
}
