package capstan.core.simd.routing;

import static capstan.core.simd.lanes.Lanes.COUNT;
import static capstan.core.simd.lanes.Lanes.SPECIES;

import capstan.core.simd.lanes.RowSums;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/** The loops of routing's small steps, one image at a time. */
final class CapsuleKernels {
  private CapsuleKernels() {}

  /**
   * s[e] = Σ_i c[i] p[i, e] for one image and one output capsule: four sums, over every fourth
   * input capsule each, hide the latency of a single one.
   *
   * @param n input capsules
   * @param dimensions E
   * @param c coefficients, cStep from one input capsule to the next
   * @param p prediction vectors, pStep from one input capsule to the next
   * @param s overwritten
   */
  static void weightedSum(
      int n,
      int dimensions,
      float[] c,
      int cAt,
      int cStep,
      float[] p,
      int pAt,
      int pStep,
      float[] s,
      int sAt) {
    for (int e = 0; e < dimensions; e += COUNT) {
      weightedSumOfOneVector(
          n, SPECIES.indexInRange(e, dimensions), c, cAt, cStep, p, pAt + e, pStep, s, sAt + e);
    }
  }

  private static void weightedSumOfOneVector(
      int n,
      VectorMask<Float> mask,
      float[] c,
      int cAt,
      int cStep,
      float[] p,
      int pAt,
      int pStep,
      float[] s,
      int sAt) {
    FloatVector sum0 = FloatVector.zero(SPECIES);
    FloatVector sum1 = FloatVector.zero(SPECIES);
    FloatVector sum2 = FloatVector.zero(SPECIES);
    FloatVector sum3 = FloatVector.zero(SPECIES);
    int k = cAt;
    int at = pAt;
    int i = 0;
    for (; i + 4 <= n; i += 4) {
      sum0 =
          FloatVector.fromArray(SPECIES, p, at, mask)
              .fma(FloatVector.broadcast(SPECIES, c[k]), sum0);
      sum1 =
          FloatVector.fromArray(SPECIES, p, at + pStep, mask)
              .fma(FloatVector.broadcast(SPECIES, c[k + cStep]), sum1);
      sum2 =
          FloatVector.fromArray(SPECIES, p, at + 2 * pStep, mask)
              .fma(FloatVector.broadcast(SPECIES, c[k + 2 * cStep]), sum2);
      sum3 =
          FloatVector.fromArray(SPECIES, p, at + 3 * pStep, mask)
              .fma(FloatVector.broadcast(SPECIES, c[k + 3 * cStep]), sum3);
      k += 4 * cStep;
      at += 4 * pStep;
    }
    for (; i < n; i++) {
      sum0 =
          FloatVector.fromArray(SPECIES, p, at, mask)
              .fma(FloatVector.broadcast(SPECIES, c[k]), sum0);
      k += cStep;
      at += pStep;
    }
    sum0.add(sum1).add(sum2.add(sum3)).intoArray(s, sAt, mask);
  }

  /** a[i] = p[i, ·] · v for n input capsules, one image and one output capsule of 16 dimensions. */
  static void agreement16(
      int n, float[] p, int pAt, int pStep, float[] v, int vAt, float[] a, int aAt, int aStep) {
    int at = pAt;
    int k = aAt;
    for (int i = 0; i < n; i++) {
      a[k] = RowSums.dot16(p, at, v, vAt).lane(0);
      at += pStep;
      k += aStep;
    }
  }

  /** a = p · v, where p has one input capsule a lane, [dimensions][lanes]. */
  static void agreementLanes(int dimensions, float[] p, int pAt, float[] v, int vAt, float[] a) {
    FloatVector sum = FloatVector.zero(SPECIES);
    for (int e = 0; e < dimensions; e++) {
      sum =
          FloatVector.fromArray(SPECIES, p, pAt + e * COUNT)
              .fma(FloatVector.broadcast(SPECIES, v[vAt + e]), sum);
    }
    sum.intoArray(a, 0);
  }

  /** p[i, e] = c[i] ds[e] for n input capsules, one image and one output capsule. */
  static void spread(
      int n,
      int dimensions,
      float[] c,
      int cAt,
      int cStep,
      float[] ds,
      int dsAt,
      float[] p,
      int pAt,
      int pStep) {
    for (int e = 0; e < dimensions; e += COUNT) {
      VectorMask<Float> mask = SPECIES.indexInRange(e, dimensions);
      FloatVector gradient = FloatVector.fromArray(SPECIES, ds, dsAt + e, mask);
      int k = cAt;
      int at = pAt + e;
      for (int i = 0; i < n; i++) {
        gradient.mul(c[k]).intoArray(p, at, mask);
        k += cStep;
        at += pStep;
      }
    }
  }
}
