package capstan.core.simd.product;

import static capstan.core.simd.lanes.Lanes.COUNT;
import static capstan.core.simd.lanes.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * c[r, ·] = Σ_k a[r, k] · m[k, ·] for the small matrix m of one input capsule, which stays in the
 * L1 cache; too small for packing and blocking to pay. Elements of a are broadcast, rows of m are
 * vectors. Rows and columns of a may be any distance apart; the sum over k has one order on every
 * width.
 */
public final class SmallProducts {
  private SmallProducts() {}

  /**
   * The product.
   *
   * @param rows rows of c
   * @param depth how many terms each sum has
   * @param columns columns of c
   * @param a left factor
   * @param aAt index of its first element
   * @param aRow from row to row of a
   * @param aStep from term to term of a
   * @param m [depth][columns, padded to whole vectors]
   * @param c result, overwritten
   * @param cAt index of its first element
   * @param cRow from row to row of c
   */
  public static void multiply(
      int rows,
      int depth,
      int columns,
      float[] a,
      int aAt,
      int aRow,
      int aStep,
      float[] m,
      float[] c,
      int cAt,
      int cRow) {
    int width = padded(columns);
    for (int column = 0; column < columns; column += COUNT) {
      VectorMask<Float> mask = SPECIES.indexInRange(column, columns);
      int row = 0;
      for (; row + 4 <= rows; row += 4) {
        fourRows(
            depth,
            mask,
            a,
            aAt + row * aRow,
            aRow,
            aStep,
            m,
            column,
            width,
            c,
            cAt + row * cRow + column,
            cRow);
      }
      for (; row < rows; row++) {
        oneRow(
            depth,
            mask,
            a,
            aAt + row * aRow,
            aStep,
            m,
            column,
            width,
            c,
            cAt + row * cRow + column);
      }
    }
  }

  /** Columns of a matrix padded to whole vectors. */
  public static int padded(int columns) {
    return (columns + COUNT - 1) / COUNT * COUNT;
  }

  /** Four accumulators hide the latency of one after the other being added to. */
  private static void fourRows(
      int depth,
      VectorMask<Float> mask,
      float[] a,
      int aAt,
      int aRow,
      int aStep,
      float[] m,
      int mAt,
      int mRow,
      float[] c,
      int cAt,
      int cRow) {
    FloatVector sum0 = FloatVector.zero(SPECIES);
    FloatVector sum1 = FloatVector.zero(SPECIES);
    FloatVector sum2 = FloatVector.zero(SPECIES);
    FloatVector sum3 = FloatVector.zero(SPECIES);
    int at = aAt;
    int row = mAt;
    for (int k = 0; k < depth; k++) {
      FloatVector right = FloatVector.fromArray(SPECIES, m, row);
      sum0 = right.fma(FloatVector.broadcast(SPECIES, a[at]), sum0);
      sum1 = right.fma(FloatVector.broadcast(SPECIES, a[at + aRow]), sum1);
      sum2 = right.fma(FloatVector.broadcast(SPECIES, a[at + 2 * aRow]), sum2);
      sum3 = right.fma(FloatVector.broadcast(SPECIES, a[at + 3 * aRow]), sum3);
      at += aStep;
      row += mRow;
    }
    sum0.intoArray(c, cAt, mask);
    sum1.intoArray(c, cAt + cRow, mask);
    sum2.intoArray(c, cAt + 2 * cRow, mask);
    sum3.intoArray(c, cAt + 3 * cRow, mask);
  }

  private static void oneRow(
      int depth,
      VectorMask<Float> mask,
      float[] a,
      int aAt,
      int aStep,
      float[] m,
      int mAt,
      int mRow,
      float[] c,
      int cAt) {
    FloatVector sum = FloatVector.zero(SPECIES);
    int at = aAt;
    int row = mAt;
    for (int k = 0; k < depth; k++) {
      FloatVector right = FloatVector.fromArray(SPECIES, m, row);
      sum = right.fma(FloatVector.broadcast(SPECIES, a[at]), sum);
      at += aStep;
      row += mRow;
    }
    sum.intoArray(c, cAt, mask);
  }
}
