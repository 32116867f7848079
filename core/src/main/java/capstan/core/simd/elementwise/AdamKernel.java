package capstan.core.simd.elementwise;

import static capstan.core.simd.lanes.Lanes.COUNT;
import static capstan.core.simd.lanes.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * Adam's update of a run of elements, by the scalar twin's operations in their order. Seven streams
 * through memory and one division an element: the memory is the limit.
 */
final class AdamKernel {
  private AdamKernel() {}

  static void update(
      int n,
      float[] p,
      int pAt,
      float[] g,
      int gAt,
      float[] m,
      int mAt,
      float[] v,
      int vAt,
      float stepSize,
      float beta1,
      float beta2,
      float epsilon,
      float rootScale) {
    float rest1 = 1 - beta1;
    float rest2 = 1 - beta2;
    int whole = SPECIES.loopBound(n);
    for (int k = 0; k < whole; k += COUNT) {
      FloatVector gradient = FloatVector.fromArray(SPECIES, g, gAt + k);
      FloatVector first =
          FloatVector.fromArray(SPECIES, m, mAt + k).mul(beta1).add(gradient.mul(rest1));
      FloatVector second =
          FloatVector.fromArray(SPECIES, v, vAt + k)
              .mul(beta2)
              .add(gradient.mul(rest2).mul(gradient));
      first.intoArray(m, mAt + k);
      second.intoArray(v, vAt + k);
      FloatVector step = first.mul(stepSize).div(second.sqrt().mul(rootScale).add(epsilon));
      FloatVector.fromArray(SPECIES, p, pAt + k).sub(step).intoArray(p, pAt + k);
    }
    if (whole < n) {
      VectorMask<Float> rest = SPECIES.indexInRange(whole, n);
      FloatVector gradient = FloatVector.fromArray(SPECIES, g, gAt + whole, rest);
      FloatVector first =
          FloatVector.fromArray(SPECIES, m, mAt + whole, rest).mul(beta1).add(gradient.mul(rest1));
      FloatVector second =
          FloatVector.fromArray(SPECIES, v, vAt + whole, rest)
              .mul(beta2)
              .add(gradient.mul(rest2).mul(gradient));
      first.intoArray(m, mAt + whole, rest);
      second.intoArray(v, vAt + whole, rest);
      FloatVector step = first.mul(stepSize).div(second.sqrt().mul(rootScale).add(epsilon));
      FloatVector.fromArray(SPECIES, p, pAt + whole, rest)
          .sub(step)
          .intoArray(p, pAt + whole, rest);
    }
  }
}
