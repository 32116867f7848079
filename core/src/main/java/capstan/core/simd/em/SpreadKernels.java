package capstan.core.simd.em;

import static capstan.core.simd.lanes.Lanes.COUNT;
import static capstan.core.simd.lanes.Lanes.SPECIES;

import capstan.core.kernel.EmGeometry;
import jdk.incubator.vector.FloatVector;

/** How the votes for one parent spread around their mean, in flat loops over its children. */
final class SpreadKernels {
  private static final int STEP = EmGeometry.POSE * COUNT;

  private SpreadKernels() {}

  /**
   * Overwrites a row of V with (V − μ)², and adds it up weighed by r.
   *
   * @param slots children
   * @param v [slots][16][lanes], a row of each overwritten
   * @param r [slots][lanes]
   * @param mean [4][lanes]
   * @param sum [4][lanes], overwritten
   */
  static void squares(
      int slots,
      float[] v,
      int vAt,
      float[] r,
      int rAt,
      float[] mean,
      int meanAt,
      float[] sum,
      int sumAt) {
    FloatVector m0 = FloatVector.fromArray(SPECIES, mean, meanAt);
    FloatVector m1 = FloatVector.fromArray(SPECIES, mean, meanAt + COUNT);
    FloatVector m2 = FloatVector.fromArray(SPECIES, mean, meanAt + 2 * COUNT);
    FloatVector m3 = FloatVector.fromArray(SPECIES, mean, meanAt + 3 * COUNT);
    FloatVector s0 = FloatVector.zero(SPECIES);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    for (int slot = 0; slot < slots; slot++) {
      FloatVector share = FloatVector.fromArray(SPECIES, r, rAt);
      FloatVector d0 = FloatVector.fromArray(SPECIES, v, vAt).sub(m0);
      FloatVector d1 = FloatVector.fromArray(SPECIES, v, vAt + COUNT).sub(m1);
      FloatVector d2 = FloatVector.fromArray(SPECIES, v, vAt + 2 * COUNT).sub(m2);
      FloatVector d3 = FloatVector.fromArray(SPECIES, v, vAt + 3 * COUNT).sub(m3);
      d0 = d0.mul(d0);
      d1 = d1.mul(d1);
      d2 = d2.mul(d2);
      d3 = d3.mul(d3);
      d0.intoArray(v, vAt);
      d1.intoArray(v, vAt + COUNT);
      d2.intoArray(v, vAt + 2 * COUNT);
      d3.intoArray(v, vAt + 3 * COUNT);
      s0 = share.fma(d0, s0);
      s1 = share.fma(d1, s1);
      s2 = share.fma(d2, s2);
      s3 = share.fma(d3, s3);
      rAt += COUNT;
      vAt += STEP;
    }
    s0.intoArray(sum, sumAt);
    s1.intoArray(sum, sumAt + COUNT);
    s2.intoArray(sum, sumAt + 2 * COUNT);
    s3.intoArray(sum, sumAt + 3 * COUNT);
  }

  /**
   * ln a + ln p of each child, without −8 ln 2π.
   *
   * @param slots children
   * @param squares (V − μ)², [slots][16][lanes]
   * @param factors −1 / 2σ², [16][lanes]
   * @param common ln a − ½ Σ ln σ², one vector
   * @param logarithms a vector at each step, overwritten
   */
  static void logarithms(
      int slots,
      float[] squares,
      int at,
      float[] factors,
      int factorsAt,
      float[] common,
      int commonAt,
      float[] logarithms,
      int logarithmsAt,
      int step) {
    FloatVector f0 = FloatVector.fromArray(SPECIES, factors, factorsAt);
    FloatVector f1 = FloatVector.fromArray(SPECIES, factors, factorsAt + COUNT);
    FloatVector f2 = FloatVector.fromArray(SPECIES, factors, factorsAt + 2 * COUNT);
    FloatVector f3 = FloatVector.fromArray(SPECIES, factors, factorsAt + 3 * COUNT);
    FloatVector f4 = FloatVector.fromArray(SPECIES, factors, factorsAt + 4 * COUNT);
    FloatVector f5 = FloatVector.fromArray(SPECIES, factors, factorsAt + 5 * COUNT);
    FloatVector f6 = FloatVector.fromArray(SPECIES, factors, factorsAt + 6 * COUNT);
    FloatVector f7 = FloatVector.fromArray(SPECIES, factors, factorsAt + 7 * COUNT);
    FloatVector f8 = FloatVector.fromArray(SPECIES, factors, factorsAt + 8 * COUNT);
    FloatVector f9 = FloatVector.fromArray(SPECIES, factors, factorsAt + 9 * COUNT);
    FloatVector f10 = FloatVector.fromArray(SPECIES, factors, factorsAt + 10 * COUNT);
    FloatVector f11 = FloatVector.fromArray(SPECIES, factors, factorsAt + 11 * COUNT);
    FloatVector f12 = FloatVector.fromArray(SPECIES, factors, factorsAt + 12 * COUNT);
    FloatVector f13 = FloatVector.fromArray(SPECIES, factors, factorsAt + 13 * COUNT);
    FloatVector f14 = FloatVector.fromArray(SPECIES, factors, factorsAt + 14 * COUNT);
    FloatVector f15 = FloatVector.fromArray(SPECIES, factors, factorsAt + 15 * COUNT);
    FloatVector start = FloatVector.fromArray(SPECIES, common, commonAt);
    for (int slot = 0; slot < slots; slot++) {
      FloatVector a = FloatVector.fromArray(SPECIES, squares, at).fma(f0, start);
      FloatVector b = FloatVector.fromArray(SPECIES, squares, at + COUNT).mul(f1);
      FloatVector c = FloatVector.fromArray(SPECIES, squares, at + 2 * COUNT).mul(f2);
      FloatVector d = FloatVector.fromArray(SPECIES, squares, at + 3 * COUNT).mul(f3);
      a = FloatVector.fromArray(SPECIES, squares, at + 4 * COUNT).fma(f4, a);
      b = FloatVector.fromArray(SPECIES, squares, at + 5 * COUNT).fma(f5, b);
      c = FloatVector.fromArray(SPECIES, squares, at + 6 * COUNT).fma(f6, c);
      d = FloatVector.fromArray(SPECIES, squares, at + 7 * COUNT).fma(f7, d);
      a = FloatVector.fromArray(SPECIES, squares, at + 8 * COUNT).fma(f8, a);
      b = FloatVector.fromArray(SPECIES, squares, at + 9 * COUNT).fma(f9, b);
      c = FloatVector.fromArray(SPECIES, squares, at + 10 * COUNT).fma(f10, c);
      d = FloatVector.fromArray(SPECIES, squares, at + 11 * COUNT).fma(f11, d);
      a = FloatVector.fromArray(SPECIES, squares, at + 12 * COUNT).fma(f12, a);
      b = FloatVector.fromArray(SPECIES, squares, at + 13 * COUNT).fma(f13, b);
      c = FloatVector.fromArray(SPECIES, squares, at + 14 * COUNT).fma(f14, c);
      d = FloatVector.fromArray(SPECIES, squares, at + 15 * COUNT).fma(f15, d);
      a.add(b).add(c.add(d)).intoArray(logarithms, logarithmsAt);
      at += STEP;
      logarithmsAt += step;
    }
  }

  /**
   * A row of Σ dL d and of Σ dL d².
   *
   * @param slots children
   * @param d V − μ, [slots][16][lanes]
   * @param at index of the row of the first
   * @param dl [slots][lanes]
   * @param first [4][lanes], overwritten
   * @param second [4][lanes], overwritten
   */
  static void moments(
      int slots,
      float[] d,
      int at,
      float[] dl,
      int dlAt,
      float[] first,
      int firstAt,
      float[] second,
      int secondAt) {
    FloatVector s0 = FloatVector.zero(SPECIES);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    FloatVector t0 = s0;
    FloatVector t1 = s0;
    FloatVector t2 = s0;
    FloatVector t3 = s0;
    for (int slot = 0; slot < slots; slot++) {
      FloatVector slope = FloatVector.fromArray(SPECIES, dl, dlAt);
      FloatVector d0 = FloatVector.fromArray(SPECIES, d, at);
      FloatVector d1 = FloatVector.fromArray(SPECIES, d, at + COUNT);
      FloatVector d2 = FloatVector.fromArray(SPECIES, d, at + 2 * COUNT);
      FloatVector d3 = FloatVector.fromArray(SPECIES, d, at + 3 * COUNT);
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
      dlAt += COUNT;
      at += STEP;
    }
    s0.intoArray(first, firstAt);
    s1.intoArray(first, firstAt + COUNT);
    s2.intoArray(first, firstAt + 2 * COUNT);
    s3.intoArray(first, firstAt + 3 * COUNT);
    t0.intoArray(second, secondAt);
    t1.intoArray(second, secondAt + COUNT);
    t2.intoArray(second, secondAt + 2 * COUNT);
    t3.intoArray(second, secondAt + 3 * COUNT);
  }

  /**
   * dr += Σ d (g + k d) over half of the numbers.
   *
   * @param slots children
   * @param d V − μ, [slots][16][lanes]
   * @param at index of the half of the first
   * @param factors g, and k after 16 vectors, [8][lanes] each
   * @param dr [slots][lanes], added to
   */
  static void slopes(int slots, float[] d, int at, float[] factors, int g, float[] dr, int drAt) {
    int k = g + STEP;
    FloatVector g0 = FloatVector.fromArray(SPECIES, factors, g);
    FloatVector g1 = FloatVector.fromArray(SPECIES, factors, g + COUNT);
    FloatVector g2 = FloatVector.fromArray(SPECIES, factors, g + 2 * COUNT);
    FloatVector g3 = FloatVector.fromArray(SPECIES, factors, g + 3 * COUNT);
    FloatVector g4 = FloatVector.fromArray(SPECIES, factors, g + 4 * COUNT);
    FloatVector g5 = FloatVector.fromArray(SPECIES, factors, g + 5 * COUNT);
    FloatVector g6 = FloatVector.fromArray(SPECIES, factors, g + 6 * COUNT);
    FloatVector g7 = FloatVector.fromArray(SPECIES, factors, g + 7 * COUNT);
    FloatVector k0 = FloatVector.fromArray(SPECIES, factors, k);
    FloatVector k1 = FloatVector.fromArray(SPECIES, factors, k + COUNT);
    FloatVector k2 = FloatVector.fromArray(SPECIES, factors, k + 2 * COUNT);
    FloatVector k3 = FloatVector.fromArray(SPECIES, factors, k + 3 * COUNT);
    FloatVector k4 = FloatVector.fromArray(SPECIES, factors, k + 4 * COUNT);
    FloatVector k5 = FloatVector.fromArray(SPECIES, factors, k + 5 * COUNT);
    FloatVector k6 = FloatVector.fromArray(SPECIES, factors, k + 6 * COUNT);
    FloatVector k7 = FloatVector.fromArray(SPECIES, factors, k + 7 * COUNT);
    for (int slot = 0; slot < slots; slot++) {
      FloatVector d0 = FloatVector.fromArray(SPECIES, d, at);
      FloatVector d1 = FloatVector.fromArray(SPECIES, d, at + COUNT);
      FloatVector d2 = FloatVector.fromArray(SPECIES, d, at + 2 * COUNT);
      FloatVector d3 = FloatVector.fromArray(SPECIES, d, at + 3 * COUNT);
      FloatVector a = d0.fma(d0.fma(k0, g0), FloatVector.fromArray(SPECIES, dr, drAt));
      FloatVector b = d1.mul(d1.fma(k1, g1));
      a = d2.fma(d2.fma(k2, g2), a);
      b = d3.fma(d3.fma(k3, g3), b);
      FloatVector d4 = FloatVector.fromArray(SPECIES, d, at + 4 * COUNT);
      FloatVector d5 = FloatVector.fromArray(SPECIES, d, at + 5 * COUNT);
      FloatVector d6 = FloatVector.fromArray(SPECIES, d, at + 6 * COUNT);
      FloatVector d7 = FloatVector.fromArray(SPECIES, d, at + 7 * COUNT);
      a = d4.fma(d4.fma(k4, g4), a);
      b = d5.fma(d5.fma(k5, g5), b);
      a = d6.fma(d6.fma(k6, g6), a);
      b = d7.fma(d7.fma(k7, g7), b);
      a.add(b).intoArray(dr, drAt);
      at += STEP;
      drAt += COUNT;
    }
  }

  /**
   * A row of dV = r (g + k d).
   *
   * @param slots children
   * @param d V − μ, [slots][16][lanes]
   * @param r [slots][lanes]
   * @param factors g, and k after 16 vectors, [4][lanes] each
   * @param dv [slots][16][lanes], a row of each overwritten
   */
  static void toVotes(
      int slots,
      float[] d,
      int at,
      float[] r,
      int rAt,
      float[] factors,
      int g,
      float[] dv,
      int dvAt) {
    FloatVector g0 = FloatVector.fromArray(SPECIES, factors, g);
    FloatVector g1 = FloatVector.fromArray(SPECIES, factors, g + COUNT);
    FloatVector g2 = FloatVector.fromArray(SPECIES, factors, g + 2 * COUNT);
    FloatVector g3 = FloatVector.fromArray(SPECIES, factors, g + 3 * COUNT);
    FloatVector k0 = FloatVector.fromArray(SPECIES, factors, g + STEP);
    FloatVector k1 = FloatVector.fromArray(SPECIES, factors, g + STEP + COUNT);
    FloatVector k2 = FloatVector.fromArray(SPECIES, factors, g + STEP + 2 * COUNT);
    FloatVector k3 = FloatVector.fromArray(SPECIES, factors, g + STEP + 3 * COUNT);
    for (int slot = 0; slot < slots; slot++) {
      FloatVector share = FloatVector.fromArray(SPECIES, r, rAt);
      FloatVector v0 = FloatVector.fromArray(SPECIES, d, at).fma(k0, g0);
      FloatVector v1 = FloatVector.fromArray(SPECIES, d, at + COUNT).fma(k1, g1);
      FloatVector v2 = FloatVector.fromArray(SPECIES, d, at + 2 * COUNT).fma(k2, g2);
      FloatVector v3 = FloatVector.fromArray(SPECIES, d, at + 3 * COUNT).fma(k3, g3);
      v0.mul(share).intoArray(dv, dvAt);
      v1.mul(share).intoArray(dv, dvAt + COUNT);
      v2.mul(share).intoArray(dv, dvAt + 2 * COUNT);
      v3.mul(share).intoArray(dv, dvAt + 3 * COUNT);
      rAt += COUNT;
      at += STEP;
      dvAt += STEP;
    }
  }

  /**
   * A row of dV += r (g + k d) + dL (h + l d).
   *
   * @param slots children
   * @param d V − μ, [slots][16][lanes]
   * @param r [slots][lanes]
   * @param dlAt index in r's array of dL, likewise
   * @param factors g, and k after 16 vectors, [4][lanes] each
   * @param h index in factors' array of h, likewise
   * @param dv [slots][16][lanes], a row of each added to
   */
  static void addToVotes(
      int slots,
      float[] d,
      int at,
      float[] r,
      int rAt,
      int dlAt,
      float[] factors,
      int g,
      int h,
      float[] dv,
      int dvAt) {
    FloatVector g0 = FloatVector.fromArray(SPECIES, factors, g);
    FloatVector g1 = FloatVector.fromArray(SPECIES, factors, g + COUNT);
    FloatVector g2 = FloatVector.fromArray(SPECIES, factors, g + 2 * COUNT);
    FloatVector g3 = FloatVector.fromArray(SPECIES, factors, g + 3 * COUNT);
    FloatVector k0 = FloatVector.fromArray(SPECIES, factors, g + STEP);
    FloatVector k1 = FloatVector.fromArray(SPECIES, factors, g + STEP + COUNT);
    FloatVector k2 = FloatVector.fromArray(SPECIES, factors, g + STEP + 2 * COUNT);
    FloatVector k3 = FloatVector.fromArray(SPECIES, factors, g + STEP + 3 * COUNT);
    FloatVector h0 = FloatVector.fromArray(SPECIES, factors, h);
    FloatVector h1 = FloatVector.fromArray(SPECIES, factors, h + COUNT);
    FloatVector h2 = FloatVector.fromArray(SPECIES, factors, h + 2 * COUNT);
    FloatVector h3 = FloatVector.fromArray(SPECIES, factors, h + 3 * COUNT);
    FloatVector l0 = FloatVector.fromArray(SPECIES, factors, h + STEP);
    FloatVector l1 = FloatVector.fromArray(SPECIES, factors, h + STEP + COUNT);
    FloatVector l2 = FloatVector.fromArray(SPECIES, factors, h + STEP + 2 * COUNT);
    FloatVector l3 = FloatVector.fromArray(SPECIES, factors, h + STEP + 3 * COUNT);
    for (int slot = 0; slot < slots; slot++) {
      FloatVector share = FloatVector.fromArray(SPECIES, r, rAt);
      FloatVector slope = FloatVector.fromArray(SPECIES, r, dlAt);
      FloatVector d0 = FloatVector.fromArray(SPECIES, d, at);
      FloatVector d1 = FloatVector.fromArray(SPECIES, d, at + COUNT);
      FloatVector d2 = FloatVector.fromArray(SPECIES, d, at + 2 * COUNT);
      FloatVector d3 = FloatVector.fromArray(SPECIES, d, at + 3 * COUNT);
      FloatVector v0 = slope.fma(d0.fma(l0, h0), FloatVector.fromArray(SPECIES, dv, dvAt));
      FloatVector v1 = slope.fma(d1.fma(l1, h1), FloatVector.fromArray(SPECIES, dv, dvAt + COUNT));
      FloatVector v2 =
          slope.fma(d2.fma(l2, h2), FloatVector.fromArray(SPECIES, dv, dvAt + 2 * COUNT));
      FloatVector v3 =
          slope.fma(d3.fma(l3, h3), FloatVector.fromArray(SPECIES, dv, dvAt + 3 * COUNT));
      share.fma(d0.fma(k0, g0), v0).intoArray(dv, dvAt);
      share.fma(d1.fma(k1, g1), v1).intoArray(dv, dvAt + COUNT);
      share.fma(d2.fma(k2, g2), v2).intoArray(dv, dvAt + 2 * COUNT);
      share.fma(d3.fma(k3, g3), v3).intoArray(dv, dvAt + 3 * COUNT);
      rAt += COUNT;
      dlAt += COUNT;
      at += STEP;
      dvAt += STEP;
    }
  }
}
