package capstan.core.simd.product;

import capstan.core.simd.lanes.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The GEMM microkernel for instruction sets with 16 vector registers: a tile of 3 rows by 3
 * vectors.
 *
 * <p>Register budget: 9 accumulators, 3 vectors of b, 1 broadcast of a, 13 of 16. The classic tile
 * of 6 rows by 2 vectors needs 15, which leaves C2's register allocator no room: it spills and runs
 * at 45 % of the peak, where this one reaches 92 %.
 */
final class Microkernel3x3 {
  static final int ROWS = 3;
  static final int VECTORS = 3;

  private static final VectorSpecies<Float> SPECIES = Lanes.SPECIES;
  private static final int LANES = Lanes.COUNT;

  private Microkernel3x3() {}

  /**
   * c [3, COLUMNS] = d + a [3, depth] · b [depth, COLUMNS], as {@link Microkernel#run} says, with
   * both wherever they lie.
   *
   * @param aRow elements from one row of a to the next
   * @param aStep elements from one step of the depth to the next
   * @param bStep elements from one row of b to the next
   */
  static void run(
      int depth,
      float[] a,
      int aAt,
      int aRow,
      int aStep,
      float[] b,
      int bAt,
      int bStep,
      float[] d,
      int dAt,
      int dRow,
      float[] c,
      int cAt,
      int cRow) {
    FloatVector c0x0 = FloatVector.zero(SPECIES);
    FloatVector c0x1 = FloatVector.zero(SPECIES);
    FloatVector c0x2 = FloatVector.zero(SPECIES);
    FloatVector c1x0 = FloatVector.zero(SPECIES);
    FloatVector c1x1 = FloatVector.zero(SPECIES);
    FloatVector c1x2 = FloatVector.zero(SPECIES);
    FloatVector c2x0 = FloatVector.zero(SPECIES);
    FloatVector c2x1 = FloatVector.zero(SPECIES);
    FloatVector c2x2 = FloatVector.zero(SPECIES);
    int row0 = aAt;
    int row1 = aAt + aRow;
    int row2 = row1 + aRow;
    int bEnd = bAt + depth * bStep;
    for (int bIndex = bAt; bIndex < bEnd; bIndex += bStep) {
      FloatVector b0 = FloatVector.fromArray(SPECIES, b, bIndex);
      FloatVector b1 = FloatVector.fromArray(SPECIES, b, bIndex + LANES);
      FloatVector b2 = FloatVector.fromArray(SPECIES, b, bIndex + 2 * LANES);
      FloatVector a0 = FloatVector.broadcast(SPECIES, a[row0]);
      c0x0 = a0.fma(b0, c0x0);
      c0x1 = a0.fma(b1, c0x1);
      c0x2 = a0.fma(b2, c0x2);
      FloatVector a1 = FloatVector.broadcast(SPECIES, a[row1]);
      c1x0 = a1.fma(b0, c1x0);
      c1x1 = a1.fma(b1, c1x1);
      c1x2 = a1.fma(b2, c1x2);
      FloatVector a2 = FloatVector.broadcast(SPECIES, a[row2]);
      c2x0 = a2.fma(b0, c2x0);
      c2x1 = a2.fma(b1, c2x1);
      c2x2 = a2.fma(b2, c2x2);
      row0 += aStep;
      row1 += aStep;
      row2 += aStep;
    }
    c0x0.add(FloatVector.fromArray(SPECIES, d, dAt)).intoArray(c, cAt);
    c0x1.add(FloatVector.fromArray(SPECIES, d, dAt + LANES)).intoArray(c, cAt + LANES);
    c0x2.add(FloatVector.fromArray(SPECIES, d, dAt + 2 * LANES)).intoArray(c, cAt + 2 * LANES);
    dAt += dRow;
    cAt += cRow;
    c1x0.add(FloatVector.fromArray(SPECIES, d, dAt)).intoArray(c, cAt);
    c1x1.add(FloatVector.fromArray(SPECIES, d, dAt + LANES)).intoArray(c, cAt + LANES);
    c1x2.add(FloatVector.fromArray(SPECIES, d, dAt + 2 * LANES)).intoArray(c, cAt + 2 * LANES);
    dAt += dRow;
    cAt += cRow;
    c2x0.add(FloatVector.fromArray(SPECIES, d, dAt)).intoArray(c, cAt);
    c2x1.add(FloatVector.fromArray(SPECIES, d, dAt + LANES)).intoArray(c, cAt + LANES);
    c2x2.add(FloatVector.fromArray(SPECIES, d, dAt + 2 * LANES)).intoArray(c, cAt + 2 * LANES);
  }
}
