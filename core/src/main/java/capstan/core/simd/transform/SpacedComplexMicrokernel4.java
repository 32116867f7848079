package capstan.core.simd.transform;

import capstan.core.simd.lanes.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * A complex tile of 4 rows by 1 vector for 16 registers; rows of a are two vectors apart.
 *
 * <p>Register budget: 8 accumulators, re, im, x, y: 12 of 16. Four multiplications, since the
 * additions of the three-multiplication form would compete for the same execution units and need
 * more registers.
 */
final class SpacedComplexMicrokernel4 {
  static final int ROWS = 4;

  private static final VectorSpecies<Float> SPECIES = Lanes.SPECIES;
  private static final int LANES = Lanes.COUNT;
  private static final int LOG_LANES = Integer.numberOfTrailingZeros(LANES);

  private SpacedComplexMicrokernel4() {}

  /** c [ROWS] = d + a [ROWS, depth] · b [depth], complex: {@link ComplexMicrokernel#runSpaced}. */
  static void run(
      int depth,
      float[] a,
      int aAt,
      int aBlockStride,
      float[] b,
      int bAt,
      float[] d,
      int dAt,
      float[] c,
      int cAt) {
    FloatVector p0 = FloatVector.zero(SPECIES);
    FloatVector q0 = FloatVector.zero(SPECIES);
    FloatVector p1 = FloatVector.zero(SPECIES);
    FloatVector q1 = FloatVector.zero(SPECIES);
    FloatVector p2 = FloatVector.zero(SPECIES);
    FloatVector q2 = FloatVector.zero(SPECIES);
    FloatVector p3 = FloatVector.zero(SPECIES);
    FloatVector q3 = FloatVector.zero(SPECIES);
    for (int k = 0; k < depth; k++) {
      FloatVector re = FloatVector.fromArray(SPECIES, b, bAt);
      FloatVector im = FloatVector.fromArray(SPECIES, b, bAt + LANES);
      bAt += 2 * LANES;
      int at = aAt + (k >> LOG_LANES) * aBlockStride + (k & (LANES - 1));
      FloatVector x0 = FloatVector.broadcast(SPECIES, a[at]);
      p0 = x0.fma(re, p0);
      q0 = x0.fma(im, q0);
      FloatVector y0 = FloatVector.broadcast(SPECIES, a[at + LANES]);
      p0 = y0.neg().fma(im, p0);
      q0 = y0.fma(re, q0);
      FloatVector x1 = FloatVector.broadcast(SPECIES, a[at + 2 * LANES]);
      p1 = x1.fma(re, p1);
      q1 = x1.fma(im, q1);
      FloatVector y1 = FloatVector.broadcast(SPECIES, a[at + 3 * LANES]);
      p1 = y1.neg().fma(im, p1);
      q1 = y1.fma(re, q1);
      FloatVector x2 = FloatVector.broadcast(SPECIES, a[at + 4 * LANES]);
      p2 = x2.fma(re, p2);
      q2 = x2.fma(im, q2);
      FloatVector y2 = FloatVector.broadcast(SPECIES, a[at + 5 * LANES]);
      p2 = y2.neg().fma(im, p2);
      q2 = y2.fma(re, q2);
      FloatVector x3 = FloatVector.broadcast(SPECIES, a[at + 6 * LANES]);
      p3 = x3.fma(re, p3);
      q3 = x3.fma(im, q3);
      FloatVector y3 = FloatVector.broadcast(SPECIES, a[at + 7 * LANES]);
      p3 = y3.neg().fma(im, p3);
      q3 = y3.fma(re, q3);
    }
    p0.add(FloatVector.fromArray(SPECIES, d, dAt)).intoArray(c, cAt);
    q0.add(FloatVector.fromArray(SPECIES, d, dAt + LANES)).intoArray(c, cAt + LANES);
    p1.add(FloatVector.fromArray(SPECIES, d, dAt + 2 * LANES)).intoArray(c, cAt + 2 * LANES);
    q1.add(FloatVector.fromArray(SPECIES, d, dAt + 3 * LANES)).intoArray(c, cAt + 3 * LANES);
    p2.add(FloatVector.fromArray(SPECIES, d, dAt + 4 * LANES)).intoArray(c, cAt + 4 * LANES);
    q2.add(FloatVector.fromArray(SPECIES, d, dAt + 5 * LANES)).intoArray(c, cAt + 5 * LANES);
    p3.add(FloatVector.fromArray(SPECIES, d, dAt + 6 * LANES)).intoArray(c, cAt + 6 * LANES);
    q3.add(FloatVector.fromArray(SPECIES, d, dAt + 7 * LANES)).intoArray(c, cAt + 7 * LANES);
  }
}
