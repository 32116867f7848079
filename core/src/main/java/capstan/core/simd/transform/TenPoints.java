package capstan.core.simd.transform;

import capstan.core.simd.lanes.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Discrete Fourier transforms of ten points, LANES at once, written out. Ten is two times five:
 * with a = x[n] + x[n+5] and b = (−1)ⁿ(x[n] − x[n+5]), the transform of five points of a gives the
 * even frequencies and that of b the odd ones, and no twiddle factor is left between the two (Good,
 * 1958; Thomas, 1963). A transform of five points has two cosines and two sines:
 *
 * <pre>
 *   t1 = a1 + a4    t2 = a2 + a3    d1 = a1 − a4    d2 = a2 − a3
 *   Z0     = a0 + t1 + t2
 *   Z1, Z4 = (a0 + c1·t1 + c2·t2) ± i·sign·(s1·d1 + s2·d2)
 *   Z2, Z3 = (a0 + c2·t1 + c1·t2) ± i·sign·(s2·d1 − s1·d2)
 * </pre>
 *
 * <p>38 operations for ten real points and 92 for ten complex ones, where the definition needs 400.
 * Register budget: ten values of one branch, four sums and differences, four coefficients: 18 of
 * 32.
 */
final class TenPoints {
  private static final VectorSpecies<Float> SPECIES = Lanes.SPECIES;
  private static final int LANES = Lanes.COUNT;
  static final float COSINE_1 = (float) Math.cos(2 * Math.PI / 5);
  static final float COSINE_2 = (float) Math.cos(4 * Math.PI / 5);
  static final float SINE_1 = (float) Math.sin(2 * Math.PI / 5);
  static final float SINE_2 = (float) Math.sin(4 * Math.PI / 5);

  private TenPoints() {}

  /**
   * Frequencies 0 … 5 of ten real values. Frequencies 0 and 5 are real and share the first complex
   * vector, 0 as its real part and 5 as its imaginary part.
   *
   * @param sign sign of the exponent
   * @param x the values
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
    FloatVector x5 = FloatVector.fromArray(SPECIES, x, offset + 5 * stride);
    FloatVector x6 = FloatVector.fromArray(SPECIES, x, offset + 6 * stride);
    FloatVector x7 = FloatVector.fromArray(SPECIES, x, offset + 7 * stride);
    FloatVector x8 = FloatVector.fromArray(SPECIES, x, offset + 8 * stride);
    FloatVector x9 = FloatVector.fromArray(SPECIES, x, offset + 9 * stride);
    FloatVector a0 = x0.add(x5);
    FloatVector a1 = x1.add(x6);
    FloatVector a2 = x2.add(x7);
    FloatVector a3 = x3.add(x8);
    FloatVector a4 = x4.add(x9);
    FloatVector b0 = x0.sub(x5);
    FloatVector b1 = x6.sub(x1);
    FloatVector b2 = x2.sub(x7);
    FloatVector b3 = x8.sub(x3);
    FloatVector b4 = x4.sub(x9);
    FloatVector c1 = FloatVector.broadcast(SPECIES, COSINE_1);
    FloatVector c2 = FloatVector.broadcast(SPECIES, COSINE_2);
    FloatVector s1 = FloatVector.broadcast(SPECIES, sign * SINE_1);
    FloatVector s2 = FloatVector.broadcast(SPECIES, sign * SINE_2);
    FloatVector at1 = a1.add(a4);
    FloatVector at2 = a2.add(a3);
    FloatVector ad1 = a1.sub(a4);
    FloatVector ad2 = a2.sub(a3);
    a0.add(at1).add(at2).intoArray(out, outOffset);
    at1.fma(c1, at2.fma(c2, a0)).intoArray(out, outOffset + 2 * outStride);
    at1.fma(c2, at2.fma(c1, a0)).intoArray(out, outOffset + 4 * outStride);
    ad1.fma(s1, ad2.mul(s2)).intoArray(out, outOffset + 2 * outStride + LANES);
    ad1.mul(s2).sub(ad2.mul(s1)).intoArray(out, outOffset + 4 * outStride + LANES);
    FloatVector bt1 = b1.add(b4);
    FloatVector bt2 = b2.add(b3);
    FloatVector bd1 = b1.sub(b4);
    FloatVector bd2 = b2.sub(b3);
    b0.add(bt1).add(bt2).intoArray(out, outOffset + LANES);
    bt1.fma(c1, bt2.fma(c2, b0)).intoArray(out, outOffset + 3 * outStride);
    bt1.fma(c2, bt2.fma(c1, b0)).intoArray(out, outOffset + outStride);
    bd1.fma(s1, bd2.mul(s2)).neg().intoArray(out, outOffset + 3 * outStride + LANES);
    bd2.mul(s1).sub(bd1.mul(s2)).intoArray(out, outOffset + outStride + LANES);
  }

  /**
   * All ten frequencies of ten complex values.
   *
   * @param sign sign of the exponent
   * @param x the values, complex vectors
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
    FloatVector r5 = FloatVector.fromArray(SPECIES, x, offset + 5 * stride);
    FloatVector i0 = FloatVector.fromArray(SPECIES, x, offset + LANES);
    FloatVector i5 = FloatVector.fromArray(SPECIES, x, offset + 5 * stride + LANES);
    FloatVector r1 = FloatVector.fromArray(SPECIES, x, offset + stride);
    FloatVector r6 = FloatVector.fromArray(SPECIES, x, offset + 6 * stride);
    FloatVector i1 = FloatVector.fromArray(SPECIES, x, offset + stride + LANES);
    FloatVector i6 = FloatVector.fromArray(SPECIES, x, offset + 6 * stride + LANES);
    FloatVector r2 = FloatVector.fromArray(SPECIES, x, offset + 2 * stride);
    FloatVector r7 = FloatVector.fromArray(SPECIES, x, offset + 7 * stride);
    FloatVector i2 = FloatVector.fromArray(SPECIES, x, offset + 2 * stride + LANES);
    FloatVector i7 = FloatVector.fromArray(SPECIES, x, offset + 7 * stride + LANES);
    FloatVector r3 = FloatVector.fromArray(SPECIES, x, offset + 3 * stride);
    FloatVector r8 = FloatVector.fromArray(SPECIES, x, offset + 8 * stride);
    FloatVector i3 = FloatVector.fromArray(SPECIES, x, offset + 3 * stride + LANES);
    FloatVector i8 = FloatVector.fromArray(SPECIES, x, offset + 8 * stride + LANES);
    FloatVector r4 = FloatVector.fromArray(SPECIES, x, offset + 4 * stride);
    FloatVector r9 = FloatVector.fromArray(SPECIES, x, offset + 9 * stride);
    FloatVector i4 = FloatVector.fromArray(SPECIES, x, offset + 4 * stride + LANES);
    FloatVector i9 = FloatVector.fromArray(SPECIES, x, offset + 9 * stride + LANES);
    FloatVector ar0 = r0.add(r5);
    FloatVector ar1 = r1.add(r6);
    FloatVector ar2 = r2.add(r7);
    FloatVector ar3 = r3.add(r8);
    FloatVector ar4 = r4.add(r9);
    FloatVector ai0 = i0.add(i5);
    FloatVector ai1 = i1.add(i6);
    FloatVector ai2 = i2.add(i7);
    FloatVector ai3 = i3.add(i8);
    FloatVector ai4 = i4.add(i9);
    FloatVector art1 = ar1.add(ar4);
    FloatVector art2 = ar2.add(ar3);
    FloatVector ard1 = ar1.sub(ar4);
    FloatVector ard2 = ar2.sub(ar3);
    FloatVector arp1 = art1.fma(c1, art2.fma(c2, ar0));
    FloatVector arp2 = art1.fma(c2, art2.fma(c1, ar0));
    FloatVector arq1 = ard1.fma(s1, ard2.mul(s2));
    FloatVector arq2 = ard1.mul(s2).sub(ard2.mul(s1));
    ar0.add(art1).add(art2).intoArray(out, outOffset);
    FloatVector ait1 = ai1.add(ai4);
    FloatVector ait2 = ai2.add(ai3);
    FloatVector aid1 = ai1.sub(ai4);
    FloatVector aid2 = ai2.sub(ai3);
    FloatVector aip1 = ait1.fma(c1, ait2.fma(c2, ai0));
    FloatVector aip2 = ait1.fma(c2, ait2.fma(c1, ai0));
    FloatVector aiq1 = aid1.fma(s1, aid2.mul(s2));
    FloatVector aiq2 = aid1.mul(s2).sub(aid2.mul(s1));
    ai0.add(ait1).add(ait2).intoArray(out, outOffset + LANES);
    arp1.sub(aiq1).intoArray(out, outOffset + 2 * outStride);
    aip1.add(arq1).intoArray(out, outOffset + 2 * outStride + LANES);
    arp1.add(aiq1).intoArray(out, outOffset + 8 * outStride);
    aip1.sub(arq1).intoArray(out, outOffset + 8 * outStride + LANES);
    arp2.sub(aiq2).intoArray(out, outOffset + 4 * outStride);
    aip2.add(arq2).intoArray(out, outOffset + 4 * outStride + LANES);
    arp2.add(aiq2).intoArray(out, outOffset + 6 * outStride);
    aip2.sub(arq2).intoArray(out, outOffset + 6 * outStride + LANES);
    FloatVector br0 = r0.sub(r5);
    FloatVector br1 = r6.sub(r1);
    FloatVector br2 = r2.sub(r7);
    FloatVector br3 = r8.sub(r3);
    FloatVector br4 = r4.sub(r9);
    FloatVector bi0 = i0.sub(i5);
    FloatVector bi1 = i6.sub(i1);
    FloatVector bi2 = i2.sub(i7);
    FloatVector bi3 = i8.sub(i3);
    FloatVector bi4 = i4.sub(i9);
    FloatVector brt1 = br1.add(br4);
    FloatVector brt2 = br2.add(br3);
    FloatVector brd1 = br1.sub(br4);
    FloatVector brd2 = br2.sub(br3);
    FloatVector brp1 = brt1.fma(c1, brt2.fma(c2, br0));
    FloatVector brp2 = brt1.fma(c2, brt2.fma(c1, br0));
    FloatVector brq1 = brd1.fma(s1, brd2.mul(s2));
    FloatVector brq2 = brd1.mul(s2).sub(brd2.mul(s1));
    br0.add(brt1).add(brt2).intoArray(out, outOffset + 5 * outStride);
    FloatVector bit1 = bi1.add(bi4);
    FloatVector bit2 = bi2.add(bi3);
    FloatVector bid1 = bi1.sub(bi4);
    FloatVector bid2 = bi2.sub(bi3);
    FloatVector bip1 = bit1.fma(c1, bit2.fma(c2, bi0));
    FloatVector bip2 = bit1.fma(c2, bit2.fma(c1, bi0));
    FloatVector biq1 = bid1.fma(s1, bid2.mul(s2));
    FloatVector biq2 = bid1.mul(s2).sub(bid2.mul(s1));
    bi0.add(bit1).add(bit2).intoArray(out, outOffset + 5 * outStride + LANES);
    brp1.sub(biq1).intoArray(out, outOffset + 7 * outStride);
    bip1.add(brq1).intoArray(out, outOffset + 7 * outStride + LANES);
    brp1.add(biq1).intoArray(out, outOffset + 3 * outStride);
    bip1.sub(brq1).intoArray(out, outOffset + 3 * outStride + LANES);
    brp2.sub(biq2).intoArray(out, outOffset + 9 * outStride);
    bip2.add(brq2).intoArray(out, outOffset + 9 * outStride + LANES);
    brp2.add(biq2).intoArray(out, outOffset + outStride);
    bip2.sub(brq2).intoArray(out, outOffset + outStride + LANES);
  }
}
