package capstan.core.simd.transform;

import static capstan.core.simd.transform.TenPoints.COSINE_1;
import static capstan.core.simd.transform.TenPoints.COSINE_2;
import static capstan.core.simd.transform.TenPoints.SINE_1;
import static capstan.core.simd.transform.TenPoints.SINE_2;

import capstan.core.simd.lanes.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The transforms of {@link TenPoints} where only the first five points are not zero, as for the
 * taps of a phase: with nothing in the second half, its a and b differ in signs alone, and share
 * their sums and differences.
 *
 * <p>Register budget: ten values, eight sums and differences, four coefficients: 22 of 32.
 */
final class FiveOfTenPoints {
  private static final VectorSpecies<Float> SPECIES = Lanes.SPECIES;
  private static final int LANES = Lanes.COUNT;

  private FiveOfTenPoints() {}

  /**
   * Frequencies 0 … 5 of five real values with five zeros after them, stored as {@link
   * TenPoints#real} does.
   *
   * @param sign sign of the exponent
   * @param x the five values
   * @param offset the first
   * @param stride elements from one to the next
   * @param out five complex vectors
   * @param outOffset the first
   * @param outStride elements from one to the next
   */
  static void real(
      float sign, float[] x, int offset, int stride, float[] out, int outOffset, int outStride) {
    FloatVector x0 = FloatVector.fromArray(SPECIES, x, offset);
    FloatVector x1 = FloatVector.fromArray(SPECIES, x, offset + stride);
    FloatVector x2 = FloatVector.fromArray(SPECIES, x, offset + 2 * stride);
    FloatVector x3 = FloatVector.fromArray(SPECIES, x, offset + 3 * stride);
    FloatVector x4 = FloatVector.fromArray(SPECIES, x, offset + 4 * stride);
    FloatVector c1 = FloatVector.broadcast(SPECIES, COSINE_1);
    FloatVector c2 = FloatVector.broadcast(SPECIES, COSINE_2);
    FloatVector s1 = FloatVector.broadcast(SPECIES, sign * SINE_1);
    FloatVector s2 = FloatVector.broadcast(SPECIES, sign * SINE_2);
    FloatVector sum14 = x1.add(x4);
    FloatVector sum23 = x2.add(x3);
    FloatVector difference14 = x1.sub(x4);
    FloatVector difference23 = x2.sub(x3);
    x0.add(sum14).add(sum23).intoArray(out, outOffset);
    sum14.fma(c1, sum23.fma(c2, x0)).intoArray(out, outOffset + 2 * outStride);
    sum14.fma(c2, sum23.fma(c1, x0)).intoArray(out, outOffset + 4 * outStride);
    difference14.fma(s1, difference23.mul(s2)).intoArray(out, outOffset + 2 * outStride + LANES);
    difference14
        .mul(s2)
        .sub(difference23.mul(s1))
        .intoArray(out, outOffset + 4 * outStride + LANES);
    x0.sub(difference14).add(difference23).intoArray(out, outOffset + LANES);
    x0.sub(difference14.mul(c1))
        .add(difference23.mul(c2))
        .intoArray(out, outOffset + 3 * outStride);
    x0.sub(difference14.mul(c2)).add(difference23.mul(c1)).intoArray(out, outOffset + outStride);
    sum14.mul(s1).sub(sum23.mul(s2)).intoArray(out, outOffset + 3 * outStride + LANES);
    sum14.mul(s2).add(sum23.mul(s1)).intoArray(out, outOffset + outStride + LANES);
  }

  /**
   * All ten frequencies of five complex values with five zeros after them.
   *
   * @param sign sign of the exponent
   * @param x the five values, complex vectors
   * @param offset the first
   * @param stride elements from one to the next
   * @param out ten complex vectors, other memory than x
   * @param outOffset the first
   * @param outStride elements from one to the next
   */
  static void complex(
      float sign, float[] x, int offset, int stride, float[] out, int outOffset, int outStride) {
    FloatVector c1 = FloatVector.broadcast(SPECIES, COSINE_1);
    FloatVector c2 = FloatVector.broadcast(SPECIES, COSINE_2);
    FloatVector s1 = FloatVector.broadcast(SPECIES, sign * SINE_1);
    FloatVector s2 = FloatVector.broadcast(SPECIES, sign * SINE_2);
    FloatVector r0 = FloatVector.fromArray(SPECIES, x, offset);
    FloatVector i0 = FloatVector.fromArray(SPECIES, x, offset + LANES);
    FloatVector r1 = FloatVector.fromArray(SPECIES, x, offset + stride);
    FloatVector i1 = FloatVector.fromArray(SPECIES, x, offset + stride + LANES);
    FloatVector r2 = FloatVector.fromArray(SPECIES, x, offset + 2 * stride);
    FloatVector i2 = FloatVector.fromArray(SPECIES, x, offset + 2 * stride + LANES);
    FloatVector r3 = FloatVector.fromArray(SPECIES, x, offset + 3 * stride);
    FloatVector i3 = FloatVector.fromArray(SPECIES, x, offset + 3 * stride + LANES);
    FloatVector r4 = FloatVector.fromArray(SPECIES, x, offset + 4 * stride);
    FloatVector i4 = FloatVector.fromArray(SPECIES, x, offset + 4 * stride + LANES);
    FloatVector rs1 = r1.add(r4);
    FloatVector rs2 = r2.add(r3);
    FloatVector rd1 = r1.sub(r4);
    FloatVector rd2 = r2.sub(r3);
    FloatVector is1 = i1.add(i4);
    FloatVector is2 = i2.add(i3);
    FloatVector id1 = i1.sub(i4);
    FloatVector id2 = i2.sub(i3);
    r0.add(rs1).add(rs2).intoArray(out, outOffset);
    i0.add(is1).add(is2).intoArray(out, outOffset + LANES);
    FloatVector rp1 = rs1.fma(c1, rs2.fma(c2, r0));
    FloatVector rp2 = rs1.fma(c2, rs2.fma(c1, r0));
    FloatVector rq1 = rd1.fma(s1, rd2.mul(s2));
    FloatVector rq2 = rd1.mul(s2).sub(rd2.mul(s1));
    FloatVector ip1 = is1.fma(c1, is2.fma(c2, i0));
    FloatVector ip2 = is1.fma(c2, is2.fma(c1, i0));
    FloatVector iq1 = id1.fma(s1, id2.mul(s2));
    FloatVector iq2 = id1.mul(s2).sub(id2.mul(s1));
    rp1.sub(iq1).intoArray(out, outOffset + 2 * outStride);
    ip1.add(rq1).intoArray(out, outOffset + 2 * outStride + LANES);
    rp1.add(iq1).intoArray(out, outOffset + 8 * outStride);
    ip1.sub(rq1).intoArray(out, outOffset + 8 * outStride + LANES);
    rp2.sub(iq2).intoArray(out, outOffset + 4 * outStride);
    ip2.add(rq2).intoArray(out, outOffset + 4 * outStride + LANES);
    rp2.add(iq2).intoArray(out, outOffset + 6 * outStride);
    ip2.sub(rq2).intoArray(out, outOffset + 6 * outStride + LANES);
    r0.sub(rd1).add(rd2).intoArray(out, outOffset + 5 * outStride);
    i0.sub(id1).add(id2).intoArray(out, outOffset + 5 * outStride + LANES);
    FloatVector ru1 = r0.sub(rd1.mul(c1)).add(rd2.mul(c2));
    FloatVector ru2 = r0.sub(rd1.mul(c2)).add(rd2.mul(c1));
    FloatVector rv1 = rs2.mul(s2).sub(rs1.mul(s1));
    FloatVector rv2 = rs1.mul(s2).add(rs2.mul(s1));
    FloatVector iu1 = i0.sub(id1.mul(c1)).add(id2.mul(c2));
    FloatVector iu2 = i0.sub(id1.mul(c2)).add(id2.mul(c1));
    FloatVector iv1 = is2.mul(s2).sub(is1.mul(s1));
    FloatVector iv2 = is1.mul(s2).add(is2.mul(s1));
    ru1.sub(iv1).intoArray(out, outOffset + 7 * outStride);
    iu1.add(rv1).intoArray(out, outOffset + 7 * outStride + LANES);
    ru1.add(iv1).intoArray(out, outOffset + 3 * outStride);
    iu1.sub(rv1).intoArray(out, outOffset + 3 * outStride + LANES);
    ru2.add(iv2).intoArray(out, outOffset + 9 * outStride);
    iu2.sub(rv2).intoArray(out, outOffset + 9 * outStride + LANES);
    ru2.sub(iv2).intoArray(out, outOffset + outStride);
    iu2.add(rv2).intoArray(out, outOffset + outStride + LANES);
  }
}
