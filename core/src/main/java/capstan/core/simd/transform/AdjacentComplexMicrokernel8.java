package capstan.core.simd.transform;

import capstan.core.simd.lanes.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * A complex tile of 8 rows by 1 vector for 32 registers; rows of a are adjacent lanes.
 *
 * <p>(x + iy)(re + i·im) with three multiplications (Gauss): p = (x+y)·re, q = x·(im−re), r =
 * y·(im+re); the real part is p − r, the imaginary part p + q. The sums are formed here and not
 * stored: additions have execution units of their own beside the two for multiply-adds.
 *
 * <p>Register budget: 24 accumulators, re, im+re, im−re, and x, y, x+y of one row: 30 of 32. Each
 * step issues 24 multiply-adds (12 cycles), 10 additions and 18 loads.
 */
final class AdjacentComplexMicrokernel8 {
  static final int ROWS = 8;

  private static final VectorSpecies<Float> SPECIES = Lanes.SPECIES;
  private static final int LANES = Lanes.COUNT;

  private AdjacentComplexMicrokernel8() {}

  /** c [ROWS] = a [ROWS, depth] · b [depth], complex: {@link ComplexMicrokernel#runAdjacent}. */
  static void run(
      int depth, float[] a, int aAt, int aStep, float[] b, int bAt, float[] c, int cAt) {
    FloatVector p0 = FloatVector.zero(SPECIES);
    FloatVector q0 = FloatVector.zero(SPECIES);
    FloatVector r0 = FloatVector.zero(SPECIES);
    FloatVector p1 = FloatVector.zero(SPECIES);
    FloatVector q1 = FloatVector.zero(SPECIES);
    FloatVector r1 = FloatVector.zero(SPECIES);
    FloatVector p2 = FloatVector.zero(SPECIES);
    FloatVector q2 = FloatVector.zero(SPECIES);
    FloatVector r2 = FloatVector.zero(SPECIES);
    FloatVector p3 = FloatVector.zero(SPECIES);
    FloatVector q3 = FloatVector.zero(SPECIES);
    FloatVector r3 = FloatVector.zero(SPECIES);
    FloatVector p4 = FloatVector.zero(SPECIES);
    FloatVector q4 = FloatVector.zero(SPECIES);
    FloatVector r4 = FloatVector.zero(SPECIES);
    FloatVector p5 = FloatVector.zero(SPECIES);
    FloatVector q5 = FloatVector.zero(SPECIES);
    FloatVector r5 = FloatVector.zero(SPECIES);
    FloatVector p6 = FloatVector.zero(SPECIES);
    FloatVector q6 = FloatVector.zero(SPECIES);
    FloatVector r6 = FloatVector.zero(SPECIES);
    FloatVector p7 = FloatVector.zero(SPECIES);
    FloatVector q7 = FloatVector.zero(SPECIES);
    FloatVector r7 = FloatVector.zero(SPECIES);
    for (int k = 0; k < depth; k++) {
      FloatVector re = FloatVector.fromArray(SPECIES, b, bAt);
      FloatVector im = FloatVector.fromArray(SPECIES, b, bAt + LANES);
      FloatVector sum = im.add(re);
      FloatVector difference = im.sub(re);
      bAt += 2 * LANES;
      FloatVector x0 = FloatVector.broadcast(SPECIES, a[aAt]);
      FloatVector y0 = FloatVector.broadcast(SPECIES, a[aAt + LANES]);
      p0 = x0.add(y0).fma(re, p0);
      q0 = x0.fma(difference, q0);
      r0 = y0.fma(sum, r0);
      FloatVector x1 = FloatVector.broadcast(SPECIES, a[aAt + 1]);
      FloatVector y1 = FloatVector.broadcast(SPECIES, a[aAt + LANES + 1]);
      p1 = x1.add(y1).fma(re, p1);
      q1 = x1.fma(difference, q1);
      r1 = y1.fma(sum, r1);
      FloatVector x2 = FloatVector.broadcast(SPECIES, a[aAt + 2]);
      FloatVector y2 = FloatVector.broadcast(SPECIES, a[aAt + LANES + 2]);
      p2 = x2.add(y2).fma(re, p2);
      q2 = x2.fma(difference, q2);
      r2 = y2.fma(sum, r2);
      FloatVector x3 = FloatVector.broadcast(SPECIES, a[aAt + 3]);
      FloatVector y3 = FloatVector.broadcast(SPECIES, a[aAt + LANES + 3]);
      p3 = x3.add(y3).fma(re, p3);
      q3 = x3.fma(difference, q3);
      r3 = y3.fma(sum, r3);
      FloatVector x4 = FloatVector.broadcast(SPECIES, a[aAt + 4]);
      FloatVector y4 = FloatVector.broadcast(SPECIES, a[aAt + LANES + 4]);
      p4 = x4.add(y4).fma(re, p4);
      q4 = x4.fma(difference, q4);
      r4 = y4.fma(sum, r4);
      FloatVector x5 = FloatVector.broadcast(SPECIES, a[aAt + 5]);
      FloatVector y5 = FloatVector.broadcast(SPECIES, a[aAt + LANES + 5]);
      p5 = x5.add(y5).fma(re, p5);
      q5 = x5.fma(difference, q5);
      r5 = y5.fma(sum, r5);
      FloatVector x6 = FloatVector.broadcast(SPECIES, a[aAt + 6]);
      FloatVector y6 = FloatVector.broadcast(SPECIES, a[aAt + LANES + 6]);
      p6 = x6.add(y6).fma(re, p6);
      q6 = x6.fma(difference, q6);
      r6 = y6.fma(sum, r6);
      FloatVector x7 = FloatVector.broadcast(SPECIES, a[aAt + 7]);
      FloatVector y7 = FloatVector.broadcast(SPECIES, a[aAt + LANES + 7]);
      p7 = x7.add(y7).fma(re, p7);
      q7 = x7.fma(difference, q7);
      r7 = y7.fma(sum, r7);
      aAt += aStep;
    }
    p0.sub(r0).intoArray(c, cAt);
    p0.add(q0).intoArray(c, cAt + LANES);
    p1.sub(r1).intoArray(c, cAt + 2 * LANES);
    p1.add(q1).intoArray(c, cAt + 3 * LANES);
    p2.sub(r2).intoArray(c, cAt + 4 * LANES);
    p2.add(q2).intoArray(c, cAt + 5 * LANES);
    p3.sub(r3).intoArray(c, cAt + 6 * LANES);
    p3.add(q3).intoArray(c, cAt + 7 * LANES);
    p4.sub(r4).intoArray(c, cAt + 8 * LANES);
    p4.add(q4).intoArray(c, cAt + 9 * LANES);
    p5.sub(r5).intoArray(c, cAt + 10 * LANES);
    p5.add(q5).intoArray(c, cAt + 11 * LANES);
    p6.sub(r6).intoArray(c, cAt + 12 * LANES);
    p6.add(q6).intoArray(c, cAt + 13 * LANES);
    p7.sub(r7).intoArray(c, cAt + 14 * LANES);
    p7.add(q7).intoArray(c, cAt + 15 * LANES);
  }
}
