package capstan.core.simd.product;

import capstan.core.simd.lanes.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Eight rows of small matrices, or of the last rows of a large one, read where they lie.
 *
 * <p>Register budget: 16 accumulators, 2 vectors of b, 1 broadcast of a, 19 of 32: twice what the
 * latency of two FMA units of four cycles asks for.
 */
final class Microkernel8x2 {
  static final int ROWS = 8;

  private static final VectorSpecies<Float> SPECIES = Lanes.SPECIES;
  private static final int LANES = Lanes.COUNT;

  private Microkernel8x2() {}

  /**
   * c [8, COLUMNS] = d + a [8, depth] · b [depth, COLUMNS], as {@link Microkernel#run} says, with
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
    FloatVector c1x0 = FloatVector.zero(SPECIES);
    FloatVector c1x1 = FloatVector.zero(SPECIES);
    FloatVector c2x0 = FloatVector.zero(SPECIES);
    FloatVector c2x1 = FloatVector.zero(SPECIES);
    FloatVector c3x0 = FloatVector.zero(SPECIES);
    FloatVector c3x1 = FloatVector.zero(SPECIES);
    FloatVector c4x0 = FloatVector.zero(SPECIES);
    FloatVector c4x1 = FloatVector.zero(SPECIES);
    FloatVector c5x0 = FloatVector.zero(SPECIES);
    FloatVector c5x1 = FloatVector.zero(SPECIES);
    FloatVector c6x0 = FloatVector.zero(SPECIES);
    FloatVector c6x1 = FloatVector.zero(SPECIES);
    FloatVector c7x0 = FloatVector.zero(SPECIES);
    FloatVector c7x1 = FloatVector.zero(SPECIES);
    int row0 = aAt;
    int row1 = row0 + aRow;
    int row2 = row1 + aRow;
    int row3 = row2 + aRow;
    int row4 = row3 + aRow;
    int row5 = row4 + aRow;
    int row6 = row5 + aRow;
    int row7 = row6 + aRow;
    int bEnd = bAt + depth * bStep;
    for (int bIndex = bAt; bIndex < bEnd; bIndex += bStep) {
      FloatVector b0 = FloatVector.fromArray(SPECIES, b, bIndex);
      FloatVector b1 = FloatVector.fromArray(SPECIES, b, bIndex + LANES);
      FloatVector a0 = FloatVector.broadcast(SPECIES, a[row0]);
      c0x0 = a0.fma(b0, c0x0);
      c0x1 = a0.fma(b1, c0x1);
      FloatVector a1 = FloatVector.broadcast(SPECIES, a[row1]);
      c1x0 = a1.fma(b0, c1x0);
      c1x1 = a1.fma(b1, c1x1);
      FloatVector a2 = FloatVector.broadcast(SPECIES, a[row2]);
      c2x0 = a2.fma(b0, c2x0);
      c2x1 = a2.fma(b1, c2x1);
      FloatVector a3 = FloatVector.broadcast(SPECIES, a[row3]);
      c3x0 = a3.fma(b0, c3x0);
      c3x1 = a3.fma(b1, c3x1);
      FloatVector a4 = FloatVector.broadcast(SPECIES, a[row4]);
      c4x0 = a4.fma(b0, c4x0);
      c4x1 = a4.fma(b1, c4x1);
      FloatVector a5 = FloatVector.broadcast(SPECIES, a[row5]);
      c5x0 = a5.fma(b0, c5x0);
      c5x1 = a5.fma(b1, c5x1);
      FloatVector a6 = FloatVector.broadcast(SPECIES, a[row6]);
      c6x0 = a6.fma(b0, c6x0);
      c6x1 = a6.fma(b1, c6x1);
      FloatVector a7 = FloatVector.broadcast(SPECIES, a[row7]);
      c7x0 = a7.fma(b0, c7x0);
      c7x1 = a7.fma(b1, c7x1);
      row0 += aStep;
      row1 += aStep;
      row2 += aStep;
      row3 += aStep;
      row4 += aStep;
      row5 += aStep;
      row6 += aStep;
      row7 += aStep;
    }
    c0x0.add(FloatVector.fromArray(SPECIES, d, dAt)).intoArray(c, cAt);
    c0x1.add(FloatVector.fromArray(SPECIES, d, dAt + LANES)).intoArray(c, cAt + LANES);
    dAt += dRow;
    cAt += cRow;
    c1x0.add(FloatVector.fromArray(SPECIES, d, dAt)).intoArray(c, cAt);
    c1x1.add(FloatVector.fromArray(SPECIES, d, dAt + LANES)).intoArray(c, cAt + LANES);
    dAt += dRow;
    cAt += cRow;
    c2x0.add(FloatVector.fromArray(SPECIES, d, dAt)).intoArray(c, cAt);
    c2x1.add(FloatVector.fromArray(SPECIES, d, dAt + LANES)).intoArray(c, cAt + LANES);
    dAt += dRow;
    cAt += cRow;
    c3x0.add(FloatVector.fromArray(SPECIES, d, dAt)).intoArray(c, cAt);
    c3x1.add(FloatVector.fromArray(SPECIES, d, dAt + LANES)).intoArray(c, cAt + LANES);
    dAt += dRow;
    cAt += cRow;
    c4x0.add(FloatVector.fromArray(SPECIES, d, dAt)).intoArray(c, cAt);
    c4x1.add(FloatVector.fromArray(SPECIES, d, dAt + LANES)).intoArray(c, cAt + LANES);
    dAt += dRow;
    cAt += cRow;
    c5x0.add(FloatVector.fromArray(SPECIES, d, dAt)).intoArray(c, cAt);
    c5x1.add(FloatVector.fromArray(SPECIES, d, dAt + LANES)).intoArray(c, cAt + LANES);
    dAt += dRow;
    cAt += cRow;
    c6x0.add(FloatVector.fromArray(SPECIES, d, dAt)).intoArray(c, cAt);
    c6x1.add(FloatVector.fromArray(SPECIES, d, dAt + LANES)).intoArray(c, cAt + LANES);
    dAt += dRow;
    cAt += cRow;
    c7x0.add(FloatVector.fromArray(SPECIES, d, dAt)).intoArray(c, cAt);
    c7x1.add(FloatVector.fromArray(SPECIES, d, dAt + LANES)).intoArray(c, cAt + LANES);
  }
}
