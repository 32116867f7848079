package capstan.core.simd.product;

import capstan.core.simd.lanes.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link Microkernel12x2} for the last four rows of a matrix, which would waste much of a whole
 * tile: four rows of a panel.
 *
 * <p>Register budget: 8 accumulators, 2 vectors of b, 1 broadcast of a, 11 of 32. The eight
 * accumulators just cover the latency of two FMA units of four cycles each.
 */
final class Microkernel4x2 {
  static final int ROWS = 4;

  private static final VectorSpecies<Float> SPECIES = Lanes.SPECIES;
  private static final int LANES = Lanes.COUNT;

  private Microkernel4x2() {}

  /**
   * c [4, COLUMNS] = d + a [4, depth] · b [depth, COLUMNS], as {@link Microkernel#run} says, with b
   * wherever it lies.
   *
   * @param bStep elements from one row of b to the next
   */
  static void run(
      int depth,
      float[] a,
      int aAt,
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
    int bIndex = bAt;
    int aEnd = aAt + depth * ROWS;
    for (int aIndex = aAt; aIndex < aEnd; aIndex += ROWS) {
      FloatVector b0 = FloatVector.fromArray(SPECIES, b, bIndex);
      FloatVector b1 = FloatVector.fromArray(SPECIES, b, bIndex + LANES);
      FloatVector a0 = FloatVector.broadcast(SPECIES, a[aIndex]);
      c0x0 = a0.fma(b0, c0x0);
      c0x1 = a0.fma(b1, c0x1);
      FloatVector a1 = FloatVector.broadcast(SPECIES, a[aIndex + 1]);
      c1x0 = a1.fma(b0, c1x0);
      c1x1 = a1.fma(b1, c1x1);
      FloatVector a2 = FloatVector.broadcast(SPECIES, a[aIndex + 2]);
      c2x0 = a2.fma(b0, c2x0);
      c2x1 = a2.fma(b1, c2x1);
      FloatVector a3 = FloatVector.broadcast(SPECIES, a[aIndex + 3]);
      c3x0 = a3.fma(b0, c3x0);
      c3x1 = a3.fma(b1, c3x1);
      bIndex += bStep;
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
  }
}
