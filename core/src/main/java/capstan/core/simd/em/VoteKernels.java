package capstan.core.simd.em;

import static capstan.core.simd.lanes.Lanes.COUNT;
import static capstan.core.simd.lanes.Lanes.SPECIES;

import capstan.core.kernel.EmGeometry;
import jdk.incubator.vector.FloatVector;

/**
 * Votes and their gradients, one row or column of the 4x4 matrices for all children of one parent
 * in a flat loop: 16 multiply-adds a child, 4 numbers of the pose in registers, the matrix
 * broadcast from memory, which costs no more than its 16 loads. Arrays and indices are those of
 * {@link SpreadKernels}.
 */
final class VoteKernels {
  private static final int STEP = EmGeometry.POSE * COUNT;

  private VoteKernels() {}

  /**
   * A row of V = P W, and its sum over the children weighed by r.
   *
   * @param at of each slot's child from x on
   * @param x children, from the row of the first one's pose on
   * @param w matrices [slots][16]
   * @param c [slots][2], added to the first two numbers
   * @param r [slots][lanes]
   * @param v [slots][16][lanes], a row of each overwritten
   * @param sum [4][lanes], overwritten
   */
  static void votes(
      int[] at,
      float[] kept,
      int x,
      float[] w,
      int wAt,
      float[] c,
      float[] own,
      int r,
      int v,
      int sum) {
    FloatVector s0 = FloatVector.zero(SPECIES);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    for (int slot = 0; slot < at.length; slot++) {
      int p = x + at[slot];
      FloatVector p0 = FloatVector.fromArray(SPECIES, kept, p);
      FloatVector p1 = FloatVector.fromArray(SPECIES, kept, p + COUNT);
      FloatVector p2 = FloatVector.fromArray(SPECIES, kept, p + 2 * COUNT);
      FloatVector p3 = FloatVector.fromArray(SPECIES, kept, p + 3 * COUNT);
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
      FloatVector share = FloatVector.fromArray(SPECIES, own, r);
      v0.intoArray(own, v);
      v1.intoArray(own, v + COUNT);
      v2.intoArray(own, v + 2 * COUNT);
      v3.intoArray(own, v + 3 * COUNT);
      s0 = share.fma(v0, s0);
      s1 = share.fma(v1, s1);
      s2 = share.fma(v2, s2);
      s3 = share.fma(v3, s3);
      wAt += EmGeometry.POSE;
      r += COUNT;
      v += STEP;
    }
    s0.intoArray(own, sum);
    s1.intoArray(own, sum + COUNT);
    s2.intoArray(own, sum + 2 * COUNT);
    s3.intoArray(own, sum + 3 * COUNT);
  }

  /**
   * A row of d = V − μ.
   *
   * @param at of each slot's child from x on
   * @param x children, from the row of the first one's pose on
   * @param mean [4][lanes], the row of μ
   * @param w matrices [slots][16]
   * @param c [slots][2], added to the first two numbers
   * @param d [slots][16][lanes], a row of each overwritten
   */
  static void differences(
      int[] at, float[] kept, int x, int mean, float[] w, int wAt, float[] c, float[] own, int d) {
    FloatVector m0 = FloatVector.fromArray(SPECIES, kept, mean);
    FloatVector m1 = FloatVector.fromArray(SPECIES, kept, mean + COUNT);
    FloatVector m2 = FloatVector.fromArray(SPECIES, kept, mean + 2 * COUNT);
    FloatVector m3 = FloatVector.fromArray(SPECIES, kept, mean + 3 * COUNT);
    for (int slot = 0; slot < at.length; slot++) {
      int p = x + at[slot];
      FloatVector p0 = FloatVector.fromArray(SPECIES, kept, p);
      FloatVector p1 = FloatVector.fromArray(SPECIES, kept, p + COUNT);
      FloatVector p2 = FloatVector.fromArray(SPECIES, kept, p + 2 * COUNT);
      FloatVector p3 = FloatVector.fromArray(SPECIES, kept, p + 3 * COUNT);
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
      v0.sub(m0).intoArray(own, d);
      v1.sub(m1).intoArray(own, d + COUNT);
      v2.sub(m2).intoArray(own, d + 2 * COUNT);
      v3.sub(m3).intoArray(own, d + 3 * COUNT);
      wAt += EmGeometry.POSE;
      d += STEP;
    }
  }

  /**
   * A row of dP += dV Wᵀ.
   *
   * @param at of each slot's child from dx on
   * @param w matrices [slots][16]
   * @param dv [slots][16][lanes], from the row of the first on
   * @param dx children, the row of each one's pose added to
   */
  static void toPoses(int[] at, float[] w, int wAt, float[] own, int dv, int dx) {
    for (int slot = 0; slot < at.length; slot++) {
      int p = dx + at[slot];
      FloatVector v0 = FloatVector.fromArray(SPECIES, own, dv);
      FloatVector v1 = FloatVector.fromArray(SPECIES, own, dv + COUNT);
      FloatVector v2 = FloatVector.fromArray(SPECIES, own, dv + 2 * COUNT);
      FloatVector v3 = FloatVector.fromArray(SPECIES, own, dv + 3 * COUNT);
      FloatVector p0 = FloatVector.fromArray(SPECIES, own, p);
      FloatVector p1 = FloatVector.fromArray(SPECIES, own, p + COUNT);
      FloatVector p2 = FloatVector.fromArray(SPECIES, own, p + 2 * COUNT);
      FloatVector p3 = FloatVector.fromArray(SPECIES, own, p + 3 * COUNT);
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
      p0.intoArray(own, p);
      p1.intoArray(own, p + COUNT);
      p2.intoArray(own, p + 2 * COUNT);
      p3.intoArray(own, p + 3 * COUNT);
      wAt += EmGeometry.POSE;
      dv += STEP;
    }
  }

  /**
   * A row of dW += Pᵀ dV.
   *
   * @param at of each slot's child from x on
   * @param x children, from the first one's column that is the row of dW on
   * @param dv [slots][16][lanes]
   * @param dw [slots][16][lanes], a row of each added to
   */
  static void toMatrices(int[] at, float[] kept, int x, float[] own, int dv, int dw) {
    for (int slot = 0; slot < at.length; slot++) {
      int p = x + at[slot];
      FloatVector w0 = FloatVector.fromArray(SPECIES, own, dw);
      FloatVector w1 = FloatVector.fromArray(SPECIES, own, dw + COUNT);
      FloatVector w2 = FloatVector.fromArray(SPECIES, own, dw + 2 * COUNT);
      FloatVector w3 = FloatVector.fromArray(SPECIES, own, dw + 3 * COUNT);
      FloatVector p0 = FloatVector.fromArray(SPECIES, kept, p);
      w0 = p0.fma(FloatVector.fromArray(SPECIES, own, dv), w0);
      w1 = p0.fma(FloatVector.fromArray(SPECIES, own, dv + COUNT), w1);
      w2 = p0.fma(FloatVector.fromArray(SPECIES, own, dv + 2 * COUNT), w2);
      w3 = p0.fma(FloatVector.fromArray(SPECIES, own, dv + 3 * COUNT), w3);
      FloatVector p1 = FloatVector.fromArray(SPECIES, kept, p + 4 * COUNT);
      w0 = p1.fma(FloatVector.fromArray(SPECIES, own, dv + 4 * COUNT), w0);
      w1 = p1.fma(FloatVector.fromArray(SPECIES, own, dv + 5 * COUNT), w1);
      w2 = p1.fma(FloatVector.fromArray(SPECIES, own, dv + 6 * COUNT), w2);
      w3 = p1.fma(FloatVector.fromArray(SPECIES, own, dv + 7 * COUNT), w3);
      FloatVector p2 = FloatVector.fromArray(SPECIES, kept, p + 8 * COUNT);
      w0 = p2.fma(FloatVector.fromArray(SPECIES, own, dv + 8 * COUNT), w0);
      w1 = p2.fma(FloatVector.fromArray(SPECIES, own, dv + 9 * COUNT), w1);
      w2 = p2.fma(FloatVector.fromArray(SPECIES, own, dv + 10 * COUNT), w2);
      w3 = p2.fma(FloatVector.fromArray(SPECIES, own, dv + 11 * COUNT), w3);
      FloatVector p3 = FloatVector.fromArray(SPECIES, kept, p + 12 * COUNT);
      w0 = p3.fma(FloatVector.fromArray(SPECIES, own, dv + 12 * COUNT), w0);
      w1 = p3.fma(FloatVector.fromArray(SPECIES, own, dv + 13 * COUNT), w1);
      w2 = p3.fma(FloatVector.fromArray(SPECIES, own, dv + 14 * COUNT), w2);
      w3 = p3.fma(FloatVector.fromArray(SPECIES, own, dv + 15 * COUNT), w3);
      w0.intoArray(own, dw);
      w1.intoArray(own, dw + COUNT);
      w2.intoArray(own, dw + 2 * COUNT);
      w3.intoArray(own, dw + 3 * COUNT);
      dv += STEP;
      dw += STEP;
    }
  }
}
