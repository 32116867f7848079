package capstan.core.simd.transform;

import static capstan.core.simd.transform.TenPoints.COSINE_1;
import static capstan.core.simd.transform.TenPoints.COSINE_2;
import static capstan.core.simd.transform.TenPoints.SINE_1;
import static capstan.core.simd.transform.TenPoints.SINE_2;

import capstan.core.simd.lanes.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The way back from half a spectrum to ten real points: {@link TenPoints} read backwards. The other
 * half is the first one's conjugate, which doubles each cosine and sine.
 */
final class TenPointsInverse {
  private static final VectorSpecies<Float> SPECIES = Lanes.SPECIES;
  private static final int LANES = Lanes.COUNT;

  private TenPointsInverse() {}

  /**
   * The first of ten real values whose frequencies 0 … 5 are given, times a factor, plus an addend.
   *
   * @param sign sign of the exponent of the forward transform
   * @param scale the factor; 1/10 inverts {@link TenPoints#real}
   * @param x five complex vectors, as {@link TenPoints#real} leaves them
   * @param offset the first
   * @param stride elements from one to the next
   * @param addend added to each value
   * @param addendOffset where it starts
   * @param count how many values are wanted
   * @param out the values, other memory than x
   * @param outOffset the first
   * @param outStride elements from one to the next
   */
  static void real(
      float sign,
      float scale,
      float[] x,
      int offset,
      int stride,
      float[] addend,
      int addendOffset,
      int count,
      float[] out,
      int outOffset,
      int outStride) {
    FloatVector c1 = FloatVector.broadcast(SPECIES, 2 * COSINE_1);
    FloatVector c2 = FloatVector.broadcast(SPECIES, 2 * COSINE_2);
    FloatVector s1 = FloatVector.broadcast(SPECIES, 2 * sign * SINE_1);
    FloatVector s2 = FloatVector.broadcast(SPECIES, 2 * sign * SINE_2);
    FloatVector two = FloatVector.broadcast(SPECIES, 2);
    FloatVector a = FloatVector.fromArray(SPECIES, x, offset);
    FloatVector ar1 = FloatVector.fromArray(SPECIES, x, offset + 2 * stride);
    FloatVector ai1 = FloatVector.fromArray(SPECIES, x, offset + 2 * stride + LANES);
    FloatVector ar2 = FloatVector.fromArray(SPECIES, x, offset + 4 * stride);
    FloatVector ai2 = FloatVector.fromArray(SPECIES, x, offset + 4 * stride + LANES);
    FloatVector ap1 = ar1.fma(c1, ar2.fma(c2, a));
    FloatVector ap2 = ar1.fma(c2, ar2.fma(c1, a));
    FloatVector aq1 = ai1.fma(s1, ai2.mul(s2));
    FloatVector aq2 = ai1.mul(s2).sub(ai2.mul(s1));
    FloatVector a0 = ar1.add(ar2).fma(two, a);
    FloatVector a1 = ap1.add(aq1);
    FloatVector a4 = ap1.sub(aq1);
    FloatVector a2 = ap2.add(aq2);
    FloatVector a3 = ap2.sub(aq2);
    FloatVector b = FloatVector.fromArray(SPECIES, x, offset + LANES);
    FloatVector br1 = FloatVector.fromArray(SPECIES, x, offset + 3 * stride);
    FloatVector bi1 = FloatVector.fromArray(SPECIES, x, offset + 3 * stride + LANES);
    FloatVector br2 = FloatVector.fromArray(SPECIES, x, offset + stride);
    FloatVector bi2 = FloatVector.fromArray(SPECIES, x, offset + stride + LANES);
    FloatVector bp1 = br1.fma(c1, br2.fma(c2, b));
    FloatVector bp2 = br1.fma(c2, br2.fma(c1, b));
    FloatVector bq1 = bi1.fma(s1, bi2.mul(s2));
    FloatVector bq2 = bi1.mul(s2).sub(bi2.mul(s1));
    FloatVector b0 = br1.add(br2).fma(two, b);
    FloatVector b1 = bp1.sub(bq1);
    FloatVector b4 = bp1.add(bq1);
    FloatVector b2 = bp2.sub(bq2);
    FloatVector b3 = bp2.add(bq2);
    FloatVector factor = FloatVector.broadcast(SPECIES, scale);
    FloatVector more = FloatVector.fromArray(SPECIES, addend, addendOffset);
    if (count > 0) {
      a0.add(b0).fma(factor, more).intoArray(out, outOffset);
    }
    if (count > 1) {
      a1.sub(b1).fma(factor, more).intoArray(out, outOffset + outStride);
    }
    if (count > 2) {
      a2.add(b2).fma(factor, more).intoArray(out, outOffset + 2 * outStride);
    }
    if (count > 3) {
      a3.sub(b3).fma(factor, more).intoArray(out, outOffset + 3 * outStride);
    }
    if (count > 4) {
      a4.add(b4).fma(factor, more).intoArray(out, outOffset + 4 * outStride);
    }
    if (count > 5) {
      a0.sub(b0).fma(factor, more).intoArray(out, outOffset + 5 * outStride);
    }
    if (count > 6) {
      a1.add(b1).fma(factor, more).intoArray(out, outOffset + 6 * outStride);
    }
    if (count > 7) {
      a2.sub(b2).fma(factor, more).intoArray(out, outOffset + 7 * outStride);
    }
    if (count > 8) {
      a3.add(b3).fma(factor, more).intoArray(out, outOffset + 8 * outStride);
    }
    if (count > 9) {
      a4.sub(b4).fma(factor, more).intoArray(out, outOffset + 9 * outStride);
    }
  }
}
