package capstan.core.simd.em;

import static capstan.core.simd.lanes.Lanes.COUNT;
import static capstan.core.simd.lanes.Lanes.SPECIES;

import capstan.core.kernel.EmGeometry;
import jdk.incubator.vector.FloatVector;

/**
 * Votes and their gradients, one row or column of the 4x4 matrices for all children of one parent
 * in a flat loop: 16 multiply-adds a child, 4 numbers of the pose in registers, the matrix
 * broadcast from memory, which costs no more than its 16 loads.
 */
final class VoteKernels {
  private static final int STEP = EmGeometry.POSE * COUNT;

  private VoteKernels() {}

  /**
   * A row of V = P W, and its sum over the children weighed by r.
   *
   * @param at of each slot's child from x's first
   * @param x children
   * @param xAt index of the row of the first one's pose
   * @param w matrices [slots][16]
   * @param c [slots][2], added to the first two numbers
   * @param r [slots][lanes]
   * @param v [slots][16][lanes], a row of each overwritten
   * @param sum [4][lanes], overwritten
   */
  static void votes(
      int[] at,
      float[] x,
      int xAt,
      float[] w,
      int wAt,
      float[] c,
      float[] r,
      int rAt,
      float[] v,
      int vAt,
      float[] sum,
      int sumAt) {
    FloatVector s0 = FloatVector.zero(SPECIES);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    for (int slot = 0; slot < at.length; slot++) {
      int p = xAt + at[slot];
      FloatVector p0 = FloatVector.fromArray(SPECIES, x, p);
      FloatVector p1 = FloatVector.fromArray(SPECIES, x, p + COUNT);
      FloatVector p2 = FloatVector.fromArray(SPECIES, x, p + 2 * COUNT);
      FloatVector p3 = FloatVector.fromArray(SPECIES, x, p + 3 * COUNT);
      FloatVector v0 =
          p0.fma(
              FloatVector.broadcast(SPECIES, w[wAt]), FloatVector.broadcast(SPECIES, c[2 * slot]));
      FloatVector v1 =
          p0.fma(
              FloatVector.broadcast(SPECIES, w[wAt + 1]),
              FloatVector.broadcast(SPECIES, c[2 * slot + 1]));
      FloatVector v2 = p0.mul(FloatVector.broadcast(SPECIES, w[wAt + 2]));
      FloatVector v3 = p0.mul(FloatVector.broadcast(SPECIES, w[wAt + 3]));
      v0 = p1.fma(FloatVector.broadcast(SPECIES, w[wAt + 4]), v0);
      v1 = p1.fma(FloatVector.broadcast(SPECIES, w[wAt + 5]), v1);
      v2 = p1.fma(FloatVector.broadcast(SPECIES, w[wAt + 6]), v2);
      v3 = p1.fma(FloatVector.broadcast(SPECIES, w[wAt + 7]), v3);
      v0 = p2.fma(FloatVector.broadcast(SPECIES, w[wAt + 8]), v0);
      v1 = p2.fma(FloatVector.broadcast(SPECIES, w[wAt + 9]), v1);
      v2 = p2.fma(FloatVector.broadcast(SPECIES, w[wAt + 10]), v2);
      v3 = p2.fma(FloatVector.broadcast(SPECIES, w[wAt + 11]), v3);
      v0 = p3.fma(FloatVector.broadcast(SPECIES, w[wAt + 12]), v0);
      v1 = p3.fma(FloatVector.broadcast(SPECIES, w[wAt + 13]), v1);
      v2 = p3.fma(FloatVector.broadcast(SPECIES, w[wAt + 14]), v2);
      v3 = p3.fma(FloatVector.broadcast(SPECIES, w[wAt + 15]), v3);
      FloatVector share = FloatVector.fromArray(SPECIES, r, rAt);
      v0.intoArray(v, vAt);
      v1.intoArray(v, vAt + COUNT);
      v2.intoArray(v, vAt + 2 * COUNT);
      v3.intoArray(v, vAt + 3 * COUNT);
      s0 = share.fma(v0, s0);
      s1 = share.fma(v1, s1);
      s2 = share.fma(v2, s2);
      s3 = share.fma(v3, s3);
      wAt += EmGeometry.POSE;
      rAt += COUNT;
      vAt += STEP;
    }
    s0.intoArray(sum, sumAt);
    s1.intoArray(sum, sumAt + COUNT);
    s2.intoArray(sum, sumAt + 2 * COUNT);
    s3.intoArray(sum, sumAt + 3 * COUNT);
  }

  /**
   * A row of d = V − μ.
   *
   * @param at of each slot's child from x's first
   * @param x children
   * @param xAt index of the row of the first one's pose
   * @param w matrices [slots][16]
   * @param c [slots][2], added to the first two numbers
   * @param mean [4][lanes], the row of μ
   * @param d [slots][16][lanes], a row of each overwritten
   */
  static void differences(
      int[] at,
      float[] x,
      int xAt,
      float[] w,
      int wAt,
      float[] c,
      float[] mean,
      int meanAt,
      float[] d,
      int dAt) {
    FloatVector m0 = FloatVector.fromArray(SPECIES, mean, meanAt);
    FloatVector m1 = FloatVector.fromArray(SPECIES, mean, meanAt + COUNT);
    FloatVector m2 = FloatVector.fromArray(SPECIES, mean, meanAt + 2 * COUNT);
    FloatVector m3 = FloatVector.fromArray(SPECIES, mean, meanAt + 3 * COUNT);
    for (int slot = 0; slot < at.length; slot++) {
      int p = xAt + at[slot];
      FloatVector p0 = FloatVector.fromArray(SPECIES, x, p);
      FloatVector p1 = FloatVector.fromArray(SPECIES, x, p + COUNT);
      FloatVector p2 = FloatVector.fromArray(SPECIES, x, p + 2 * COUNT);
      FloatVector p3 = FloatVector.fromArray(SPECIES, x, p + 3 * COUNT);
      FloatVector v0 =
          p0.fma(
              FloatVector.broadcast(SPECIES, w[wAt]), FloatVector.broadcast(SPECIES, c[2 * slot]));
      FloatVector v1 =
          p0.fma(
              FloatVector.broadcast(SPECIES, w[wAt + 1]),
              FloatVector.broadcast(SPECIES, c[2 * slot + 1]));
      FloatVector v2 = p0.mul(FloatVector.broadcast(SPECIES, w[wAt + 2]));
      FloatVector v3 = p0.mul(FloatVector.broadcast(SPECIES, w[wAt + 3]));
      v0 = p1.fma(FloatVector.broadcast(SPECIES, w[wAt + 4]), v0);
      v1 = p1.fma(FloatVector.broadcast(SPECIES, w[wAt + 5]), v1);
      v2 = p1.fma(FloatVector.broadcast(SPECIES, w[wAt + 6]), v2);
      v3 = p1.fma(FloatVector.broadcast(SPECIES, w[wAt + 7]), v3);
      v0 = p2.fma(FloatVector.broadcast(SPECIES, w[wAt + 8]), v0);
      v1 = p2.fma(FloatVector.broadcast(SPECIES, w[wAt + 9]), v1);
      v2 = p2.fma(FloatVector.broadcast(SPECIES, w[wAt + 10]), v2);
      v3 = p2.fma(FloatVector.broadcast(SPECIES, w[wAt + 11]), v3);
      v0 = p3.fma(FloatVector.broadcast(SPECIES, w[wAt + 12]), v0);
      v1 = p3.fma(FloatVector.broadcast(SPECIES, w[wAt + 13]), v1);
      v2 = p3.fma(FloatVector.broadcast(SPECIES, w[wAt + 14]), v2);
      v3 = p3.fma(FloatVector.broadcast(SPECIES, w[wAt + 15]), v3);
      v0.sub(m0).intoArray(d, dAt);
      v1.sub(m1).intoArray(d, dAt + COUNT);
      v2.sub(m2).intoArray(d, dAt + 2 * COUNT);
      v3.sub(m3).intoArray(d, dAt + 3 * COUNT);
      wAt += EmGeometry.POSE;
      dAt += STEP;
    }
  }

  /**
   * A row of dP += dV Wᵀ.
   *
   * @param at of each slot's child from dx's first
   * @param dv [slots][16][lanes]
   * @param dvAt index of the row of the first
   * @param w matrices [slots][16]
   * @param dx children, the row of each one's pose added to
   */
  static void toPoses(int[] at, float[] dv, int dvAt, float[] w, int wAt, float[] dx, int dxAt) {
    for (int slot = 0; slot < at.length; slot++) {
      int p = dxAt + at[slot];
      FloatVector v0 = FloatVector.fromArray(SPECIES, dv, dvAt);
      FloatVector v1 = FloatVector.fromArray(SPECIES, dv, dvAt + COUNT);
      FloatVector v2 = FloatVector.fromArray(SPECIES, dv, dvAt + 2 * COUNT);
      FloatVector v3 = FloatVector.fromArray(SPECIES, dv, dvAt + 3 * COUNT);
      FloatVector p0 = FloatVector.fromArray(SPECIES, dx, p);
      FloatVector p1 = FloatVector.fromArray(SPECIES, dx, p + COUNT);
      FloatVector p2 = FloatVector.fromArray(SPECIES, dx, p + 2 * COUNT);
      FloatVector p3 = FloatVector.fromArray(SPECIES, dx, p + 3 * COUNT);
      p0 = v0.fma(FloatVector.broadcast(SPECIES, w[wAt]), p0);
      p1 = v0.fma(FloatVector.broadcast(SPECIES, w[wAt + 4]), p1);
      p2 = v0.fma(FloatVector.broadcast(SPECIES, w[wAt + 8]), p2);
      p3 = v0.fma(FloatVector.broadcast(SPECIES, w[wAt + 12]), p3);
      p0 = v1.fma(FloatVector.broadcast(SPECIES, w[wAt + 1]), p0);
      p1 = v1.fma(FloatVector.broadcast(SPECIES, w[wAt + 5]), p1);
      p2 = v1.fma(FloatVector.broadcast(SPECIES, w[wAt + 9]), p2);
      p3 = v1.fma(FloatVector.broadcast(SPECIES, w[wAt + 13]), p3);
      p0 = v2.fma(FloatVector.broadcast(SPECIES, w[wAt + 2]), p0);
      p1 = v2.fma(FloatVector.broadcast(SPECIES, w[wAt + 6]), p1);
      p2 = v2.fma(FloatVector.broadcast(SPECIES, w[wAt + 10]), p2);
      p3 = v2.fma(FloatVector.broadcast(SPECIES, w[wAt + 14]), p3);
      p0 = v3.fma(FloatVector.broadcast(SPECIES, w[wAt + 3]), p0);
      p1 = v3.fma(FloatVector.broadcast(SPECIES, w[wAt + 7]), p1);
      p2 = v3.fma(FloatVector.broadcast(SPECIES, w[wAt + 11]), p2);
      p3 = v3.fma(FloatVector.broadcast(SPECIES, w[wAt + 15]), p3);
      p0.intoArray(dx, p);
      p1.intoArray(dx, p + COUNT);
      p2.intoArray(dx, p + 2 * COUNT);
      p3.intoArray(dx, p + 3 * COUNT);
      wAt += EmGeometry.POSE;
      dvAt += STEP;
    }
  }

  /**
   * A row of dW += Pᵀ dV.
   *
   * @param at of each slot's child from x's first
   * @param x children
   * @param xAt index of the column of the first one's pose: that of the row of dW
   * @param dv [slots][16][lanes]
   * @param dw [slots][16][lanes], a row of each added to
   */
  static void toMatrices(int[] at, float[] x, int xAt, float[] dv, int dvAt, float[] dw, int dwAt) {
    for (int slot = 0; slot < at.length; slot++) {
      int p = xAt + at[slot];
      FloatVector w0 = FloatVector.fromArray(SPECIES, dw, dwAt);
      FloatVector w1 = FloatVector.fromArray(SPECIES, dw, dwAt + COUNT);
      FloatVector w2 = FloatVector.fromArray(SPECIES, dw, dwAt + 2 * COUNT);
      FloatVector w3 = FloatVector.fromArray(SPECIES, dw, dwAt + 3 * COUNT);
      FloatVector p0 = FloatVector.fromArray(SPECIES, x, p);
      w0 = p0.fma(FloatVector.fromArray(SPECIES, dv, dvAt), w0);
      w1 = p0.fma(FloatVector.fromArray(SPECIES, dv, dvAt + COUNT), w1);
      w2 = p0.fma(FloatVector.fromArray(SPECIES, dv, dvAt + 2 * COUNT), w2);
      w3 = p0.fma(FloatVector.fromArray(SPECIES, dv, dvAt + 3 * COUNT), w3);
      FloatVector p1 = FloatVector.fromArray(SPECIES, x, p + 4 * COUNT);
      w0 = p1.fma(FloatVector.fromArray(SPECIES, dv, dvAt + 4 * COUNT), w0);
      w1 = p1.fma(FloatVector.fromArray(SPECIES, dv, dvAt + 5 * COUNT), w1);
      w2 = p1.fma(FloatVector.fromArray(SPECIES, dv, dvAt + 6 * COUNT), w2);
      w3 = p1.fma(FloatVector.fromArray(SPECIES, dv, dvAt + 7 * COUNT), w3);
      FloatVector p2 = FloatVector.fromArray(SPECIES, x, p + 8 * COUNT);
      w0 = p2.fma(FloatVector.fromArray(SPECIES, dv, dvAt + 8 * COUNT), w0);
      w1 = p2.fma(FloatVector.fromArray(SPECIES, dv, dvAt + 9 * COUNT), w1);
      w2 = p2.fma(FloatVector.fromArray(SPECIES, dv, dvAt + 10 * COUNT), w2);
      w3 = p2.fma(FloatVector.fromArray(SPECIES, dv, dvAt + 11 * COUNT), w3);
      FloatVector p3 = FloatVector.fromArray(SPECIES, x, p + 12 * COUNT);
      w0 = p3.fma(FloatVector.fromArray(SPECIES, dv, dvAt + 12 * COUNT), w0);
      w1 = p3.fma(FloatVector.fromArray(SPECIES, dv, dvAt + 13 * COUNT), w1);
      w2 = p3.fma(FloatVector.fromArray(SPECIES, dv, dvAt + 14 * COUNT), w2);
      w3 = p3.fma(FloatVector.fromArray(SPECIES, dv, dvAt + 15 * COUNT), w3);
      w0.intoArray(dw, dwAt);
      w1.intoArray(dw, dwAt + COUNT);
      w2.intoArray(dw, dwAt + 2 * COUNT);
      w3.intoArray(dw, dwAt + 3 * COUNT);
      dvAt += STEP;
      dwAt += STEP;
    }
  }
}
