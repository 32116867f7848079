package capstan.core.simd.em;

import static capstan.core.simd.lanes.Lanes.COUNT;
import static capstan.core.simd.lanes.Lanes.SPECIES;

import capstan.core.kernel.EmGeometry;
import jdk.incubator.vector.FloatVector;

/**
 * How the votes for one parent spread around their mean, in flat loops over its children. An index
 * is one into the last array before it: {@code own} is the worker's and {@code kept} the block's,
 * as {@link EmMemory} has them.
 */
final class SpreadKernels {
  private static final int STEP = EmGeometry.POSE * COUNT;

  private SpreadKernels() {}

  /**
   * Overwrites a row of V with (V − μ)², and adds it up weighed by r.
   *
   * @param slots children
   * @param mean [4][lanes]
   * @param v [slots][16][lanes], a row of each overwritten
   * @param r [slots][lanes]
   * @param sum [4][lanes], overwritten
   */
  static void squares(int slots, float[] kept, int mean, float[] own, int v, int r, int sum) {
    FloatVector m0 = FloatVector.fromArray(SPECIES, kept, mean);
    FloatVector m1 = FloatVector.fromArray(SPECIES, kept, mean + COUNT);
    FloatVector m2 = FloatVector.fromArray(SPECIES, kept, mean + 2 * COUNT);
    FloatVector m3 = FloatVector.fromArray(SPECIES, kept, mean + 3 * COUNT);
    FloatVector s0 = FloatVector.zero(SPECIES);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    for (int slot = 0; slot < slots; slot++) {
      FloatVector share = FloatVector.fromArray(SPECIES, own, r);
      FloatVector d0 = FloatVector.fromArray(SPECIES, own, v).sub(m0);
      FloatVector d1 = FloatVector.fromArray(SPECIES, own, v + COUNT).sub(m1);
      FloatVector d2 = FloatVector.fromArray(SPECIES, own, v + 2 * COUNT).sub(m2);
      FloatVector d3 = FloatVector.fromArray(SPECIES, own, v + 3 * COUNT).sub(m3);
      d0 = d0.mul(d0);
      d1 = d1.mul(d1);
      d2 = d2.mul(d2);
      d3 = d3.mul(d3);
      d0.intoArray(own, v);
      d1.intoArray(own, v + COUNT);
      d2.intoArray(own, v + 2 * COUNT);
      d3.intoArray(own, v + 3 * COUNT);
      s0 = share.fma(d0, s0);
      s1 = share.fma(d1, s1);
      s2 = share.fma(d2, s2);
      s3 = share.fma(d3, s3);
      r += COUNT;
      v += STEP;
    }
    s0.intoArray(own, sum);
    s1.intoArray(own, sum + COUNT);
    s2.intoArray(own, sum + 2 * COUNT);
    s3.intoArray(own, sum + 3 * COUNT);
  }

  /**
   * ln a + ln p of each child, without −8 ln 2π.
   *
   * @param slots children
   * @param squares (V − μ)², [slots][16][lanes]
   * @param factors −1 / 2σ², [16][lanes], and ln a − ½ Σ ln σ² after them
   * @param logarithms a vector at each step, overwritten
   */
  static void logarithms(
      int slots, float[] own, int squares, int factors, float[] kept, int logarithms, int step) {
    FloatVector f0 = FloatVector.fromArray(SPECIES, own, factors);
    FloatVector f1 = FloatVector.fromArray(SPECIES, own, factors + COUNT);
    FloatVector f2 = FloatVector.fromArray(SPECIES, own, factors + 2 * COUNT);
    FloatVector f3 = FloatVector.fromArray(SPECIES, own, factors + 3 * COUNT);
    FloatVector f4 = FloatVector.fromArray(SPECIES, own, factors + 4 * COUNT);
    FloatVector f5 = FloatVector.fromArray(SPECIES, own, factors + 5 * COUNT);
    FloatVector f6 = FloatVector.fromArray(SPECIES, own, factors + 6 * COUNT);
    FloatVector f7 = FloatVector.fromArray(SPECIES, own, factors + 7 * COUNT);
    FloatVector f8 = FloatVector.fromArray(SPECIES, own, factors + 8 * COUNT);
    FloatVector f9 = FloatVector.fromArray(SPECIES, own, factors + 9 * COUNT);
    FloatVector f10 = FloatVector.fromArray(SPECIES, own, factors + 10 * COUNT);
    FloatVector f11 = FloatVector.fromArray(SPECIES, own, factors + 11 * COUNT);
    FloatVector f12 = FloatVector.fromArray(SPECIES, own, factors + 12 * COUNT);
    FloatVector f13 = FloatVector.fromArray(SPECIES, own, factors + 13 * COUNT);
    FloatVector f14 = FloatVector.fromArray(SPECIES, own, factors + 14 * COUNT);
    FloatVector f15 = FloatVector.fromArray(SPECIES, own, factors + 15 * COUNT);
    FloatVector start = FloatVector.fromArray(SPECIES, own, factors + STEP);
    for (int slot = 0; slot < slots; slot++) {
      FloatVector a = FloatVector.fromArray(SPECIES, own, squares).fma(f0, start);
      FloatVector b = FloatVector.fromArray(SPECIES, own, squares + COUNT).mul(f1);
      FloatVector c = FloatVector.fromArray(SPECIES, own, squares + 2 * COUNT).mul(f2);
      FloatVector d = FloatVector.fromArray(SPECIES, own, squares + 3 * COUNT).mul(f3);
      a = FloatVector.fromArray(SPECIES, own, squares + 4 * COUNT).fma(f4, a);
      b = FloatVector.fromArray(SPECIES, own, squares + 5 * COUNT).fma(f5, b);
      c = FloatVector.fromArray(SPECIES, own, squares + 6 * COUNT).fma(f6, c);
      d = FloatVector.fromArray(SPECIES, own, squares + 7 * COUNT).fma(f7, d);
      a = FloatVector.fromArray(SPECIES, own, squares + 8 * COUNT).fma(f8, a);
      b = FloatVector.fromArray(SPECIES, own, squares + 9 * COUNT).fma(f9, b);
      c = FloatVector.fromArray(SPECIES, own, squares + 10 * COUNT).fma(f10, c);
      d = FloatVector.fromArray(SPECIES, own, squares + 11 * COUNT).fma(f11, d);
      a = FloatVector.fromArray(SPECIES, own, squares + 12 * COUNT).fma(f12, a);
      b = FloatVector.fromArray(SPECIES, own, squares + 13 * COUNT).fma(f13, b);
      c = FloatVector.fromArray(SPECIES, own, squares + 14 * COUNT).fma(f14, c);
      d = FloatVector.fromArray(SPECIES, own, squares + 15 * COUNT).fma(f15, d);
      a.add(b).add(c.add(d)).intoArray(kept, logarithms);
      squares += STEP;
      logarithms += step;
    }
  }

  /**
   * A row of Σ dL d and of Σ dL d².
   *
   * @param slots children
   * @param d V − μ, [slots][16][lanes], from the row of the first on
   * @param dl [slots][lanes]
   * @param sums [4][lanes], and as many after 16 vectors, overwritten
   */
  static void moments(int slots, float[] own, int d, int dl, int sums) {
    FloatVector s0 = FloatVector.zero(SPECIES);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    FloatVector t0 = s0;
    FloatVector t1 = s0;
    FloatVector t2 = s0;
    FloatVector t3 = s0;
    for (int slot = 0; slot < slots; slot++) {
      FloatVector slope = FloatVector.fromArray(SPECIES, own, dl);
      FloatVector d0 = FloatVector.fromArray(SPECIES, own, d);
      FloatVector d1 = FloatVector.fromArray(SPECIES, own, d + COUNT);
      FloatVector d2 = FloatVector.fromArray(SPECIES, own, d + 2 * COUNT);
      FloatVector d3 = FloatVector.fromArray(SPECIES, own, d + 3 * COUNT);
      FloatVector e0 = d0.mul(slope);
      FloatVector e1 = d1.mul(slope);
      FloatVector e2 = d2.mul(slope);
      FloatVector e3 = d3.mul(slope);
      s0 = e0.add(s0);
      s1 = e1.add(s1);
      s2 = e2.add(s2);
      s3 = e3.add(s3);
      t0 = d0.fma(e0, t0);
      t1 = d1.fma(e1, t1);
      t2 = d2.fma(e2, t2);
      t3 = d3.fma(e3, t3);
      dl += COUNT;
      d += STEP;
    }
    s0.intoArray(own, sums);
    s1.intoArray(own, sums + COUNT);
    s2.intoArray(own, sums + 2 * COUNT);
    s3.intoArray(own, sums + 3 * COUNT);
    t0.intoArray(own, sums + STEP);
    t1.intoArray(own, sums + STEP + COUNT);
    t2.intoArray(own, sums + STEP + 2 * COUNT);
    t3.intoArray(own, sums + STEP + 3 * COUNT);
  }

  /**
   * dr += Σ d (g + k d) over half of the numbers.
   *
   * @param slots children
   * @param d V − μ, [slots][16][lanes], from the half of the first on
   * @param g [8][lanes], and as many of k after 16 vectors
   * @param dr [slots][lanes], added to
   */
  static void slopes(int slots, float[] own, int d, int g, int dr) {
    int k = g + STEP;
    FloatVector g0 = FloatVector.fromArray(SPECIES, own, g);
    FloatVector g1 = FloatVector.fromArray(SPECIES, own, g + COUNT);
    FloatVector g2 = FloatVector.fromArray(SPECIES, own, g + 2 * COUNT);
    FloatVector g3 = FloatVector.fromArray(SPECIES, own, g + 3 * COUNT);
    FloatVector g4 = FloatVector.fromArray(SPECIES, own, g + 4 * COUNT);
    FloatVector g5 = FloatVector.fromArray(SPECIES, own, g + 5 * COUNT);
    FloatVector g6 = FloatVector.fromArray(SPECIES, own, g + 6 * COUNT);
    FloatVector g7 = FloatVector.fromArray(SPECIES, own, g + 7 * COUNT);
    FloatVector k0 = FloatVector.fromArray(SPECIES, own, k);
    FloatVector k1 = FloatVector.fromArray(SPECIES, own, k + COUNT);
    FloatVector k2 = FloatVector.fromArray(SPECIES, own, k + 2 * COUNT);
    FloatVector k3 = FloatVector.fromArray(SPECIES, own, k + 3 * COUNT);
    FloatVector k4 = FloatVector.fromArray(SPECIES, own, k + 4 * COUNT);
    FloatVector k5 = FloatVector.fromArray(SPECIES, own, k + 5 * COUNT);
    FloatVector k6 = FloatVector.fromArray(SPECIES, own, k + 6 * COUNT);
    FloatVector k7 = FloatVector.fromArray(SPECIES, own, k + 7 * COUNT);
    for (int slot = 0; slot < slots; slot++) {
      FloatVector d0 = FloatVector.fromArray(SPECIES, own, d);
      FloatVector d1 = FloatVector.fromArray(SPECIES, own, d + COUNT);
      FloatVector d2 = FloatVector.fromArray(SPECIES, own, d + 2 * COUNT);
      FloatVector d3 = FloatVector.fromArray(SPECIES, own, d + 3 * COUNT);
      FloatVector a = d0.fma(d0.fma(k0, g0), FloatVector.fromArray(SPECIES, own, dr));
      FloatVector b = d1.mul(d1.fma(k1, g1));
      a = d2.fma(d2.fma(k2, g2), a);
      b = d3.fma(d3.fma(k3, g3), b);
      FloatVector d4 = FloatVector.fromArray(SPECIES, own, d + 4 * COUNT);
      FloatVector d5 = FloatVector.fromArray(SPECIES, own, d + 5 * COUNT);
      FloatVector d6 = FloatVector.fromArray(SPECIES, own, d + 6 * COUNT);
      FloatVector d7 = FloatVector.fromArray(SPECIES, own, d + 7 * COUNT);
      a = d4.fma(d4.fma(k4, g4), a);
      b = d5.fma(d5.fma(k5, g5), b);
      a = d6.fma(d6.fma(k6, g6), a);
      b = d7.fma(d7.fma(k7, g7), b);
      a.add(b).intoArray(own, dr);
      d += STEP;
      dr += COUNT;
    }
  }

  /**
   * A row of dV = r (g + k d).
   *
   * @param slots children
   * @param d V − μ, [slots][16][lanes]
   * @param r [slots][lanes]
   * @param g [4][lanes], and as many of k after 16 vectors
   * @param dv [slots][16][lanes], a row of each overwritten
   */
  static void toVotes(int slots, float[] own, int d, int r, int g, int dv) {
    FloatVector g0 = FloatVector.fromArray(SPECIES, own, g);
    FloatVector g1 = FloatVector.fromArray(SPECIES, own, g + COUNT);
    FloatVector g2 = FloatVector.fromArray(SPECIES, own, g + 2 * COUNT);
    FloatVector g3 = FloatVector.fromArray(SPECIES, own, g + 3 * COUNT);
    FloatVector k0 = FloatVector.fromArray(SPECIES, own, g + STEP);
    FloatVector k1 = FloatVector.fromArray(SPECIES, own, g + STEP + COUNT);
    FloatVector k2 = FloatVector.fromArray(SPECIES, own, g + STEP + 2 * COUNT);
    FloatVector k3 = FloatVector.fromArray(SPECIES, own, g + STEP + 3 * COUNT);
    for (int slot = 0; slot < slots; slot++) {
      FloatVector share = FloatVector.fromArray(SPECIES, own, r);
      FloatVector v0 = FloatVector.fromArray(SPECIES, own, d).fma(k0, g0);
      FloatVector v1 = FloatVector.fromArray(SPECIES, own, d + COUNT).fma(k1, g1);
      FloatVector v2 = FloatVector.fromArray(SPECIES, own, d + 2 * COUNT).fma(k2, g2);
      FloatVector v3 = FloatVector.fromArray(SPECIES, own, d + 3 * COUNT).fma(k3, g3);
      v0.mul(share).intoArray(own, dv);
      v1.mul(share).intoArray(own, dv + COUNT);
      v2.mul(share).intoArray(own, dv + 2 * COUNT);
      v3.mul(share).intoArray(own, dv + 3 * COUNT);
      r += COUNT;
      d += STEP;
      dv += STEP;
    }
  }

  /**
   * A row of dV += r (g + k d) + dL (h + l d).
   *
   * @param slots children
   * @param d V − μ, [slots][16][lanes]
   * @param r [slots][lanes]
   * @param dl likewise
   * @param g [4][lanes], and as many of k after 16 vectors
   * @param h likewise, and l
   * @param dv [slots][16][lanes], a row of each added to
   */
  static void addToVotes(int slots, float[] own, int d, int r, int dl, int g, int h, int dv) {
    FloatVector g0 = FloatVector.fromArray(SPECIES, own, g);
    FloatVector g1 = FloatVector.fromArray(SPECIES, own, g + COUNT);
    FloatVector g2 = FloatVector.fromArray(SPECIES, own, g + 2 * COUNT);
    FloatVector g3 = FloatVector.fromArray(SPECIES, own, g + 3 * COUNT);
    FloatVector k0 = FloatVector.fromArray(SPECIES, own, g + STEP);
    FloatVector k1 = FloatVector.fromArray(SPECIES, own, g + STEP + COUNT);
    FloatVector k2 = FloatVector.fromArray(SPECIES, own, g + STEP + 2 * COUNT);
    FloatVector k3 = FloatVector.fromArray(SPECIES, own, g + STEP + 3 * COUNT);
    FloatVector h0 = FloatVector.fromArray(SPECIES, own, h);
    FloatVector h1 = FloatVector.fromArray(SPECIES, own, h + COUNT);
    FloatVector h2 = FloatVector.fromArray(SPECIES, own, h + 2 * COUNT);
    FloatVector h3 = FloatVector.fromArray(SPECIES, own, h + 3 * COUNT);
    FloatVector l0 = FloatVector.fromArray(SPECIES, own, h + STEP);
    FloatVector l1 = FloatVector.fromArray(SPECIES, own, h + STEP + COUNT);
    FloatVector l2 = FloatVector.fromArray(SPECIES, own, h + STEP + 2 * COUNT);
    FloatVector l3 = FloatVector.fromArray(SPECIES, own, h + STEP + 3 * COUNT);
    for (int slot = 0; slot < slots; slot++) {
      FloatVector share = FloatVector.fromArray(SPECIES, own, r);
      FloatVector slope = FloatVector.fromArray(SPECIES, own, dl);
      FloatVector d0 = FloatVector.fromArray(SPECIES, own, d);
      FloatVector d1 = FloatVector.fromArray(SPECIES, own, d + COUNT);
      FloatVector d2 = FloatVector.fromArray(SPECIES, own, d + 2 * COUNT);
      FloatVector d3 = FloatVector.fromArray(SPECIES, own, d + 3 * COUNT);
      FloatVector v0 = slope.fma(d0.fma(l0, h0), FloatVector.fromArray(SPECIES, own, dv));
      FloatVector v1 = slope.fma(d1.fma(l1, h1), FloatVector.fromArray(SPECIES, own, dv + COUNT));
      FloatVector v2 =
          slope.fma(d2.fma(l2, h2), FloatVector.fromArray(SPECIES, own, dv + 2 * COUNT));
      FloatVector v3 =
          slope.fma(d3.fma(l3, h3), FloatVector.fromArray(SPECIES, own, dv + 3 * COUNT));
      share.fma(d0.fma(k0, g0), v0).intoArray(own, dv);
      share.fma(d1.fma(k1, g1), v1).intoArray(own, dv + COUNT);
      share.fma(d2.fma(k2, g2), v2).intoArray(own, dv + 2 * COUNT);
      share.fma(d3.fma(k3, g3), v3).intoArray(own, dv + 3 * COUNT);
      r += COUNT;
      dl += COUNT;
      d += STEP;
      dv += STEP;
    }
  }
}
