package capstan.core.simd.elementwise;

import static capstan.core.simd.lanes.Lanes.COUNT;
import static capstan.core.simd.lanes.Lanes.SPECIES;

import capstan.core.ExponentialSquash;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Squash with an exponential and its gradient, capsules as lanes, [dimensions][lanes]: the
 * operations of {@link ExponentialSquash} in the same order.
 */
final class ExponentialSquashKernels {
  private ExponentialSquashKernels() {}

  /** v [dimensions][lanes] = squash of s [dimensions][lanes]. */
  static void forward(int dimensions, float[] s, int sAt, float[] v, int vAt) {
    int length = dimensions * COUNT;
    FloatVector q = FloatVector.zero(SPECIES);
    for (int k = 0; k < length; k += COUNT) {
      FloatVector value = FloatVector.fromArray(SPECIES, s, sAt + k);
      q = value.fma(value, q);
    }
    FloatVector factor = factor(q.sqrt());
    for (int k = 0; k < length; k += COUNT) {
      FloatVector.fromArray(SPECIES, s, sAt + k).mul(factor).intoArray(v, vAt + k);
    }
  }

  /** d [dimensions][lanes], the gradient of v, becomes that of s [dimensions][lanes]. */
  static void backward(int dimensions, float[] s, int sAt, float[] d, int dAt) {
    int length = dimensions * COUNT;
    FloatVector q = FloatVector.zero(SPECIES);
    FloatVector product = FloatVector.zero(SPECIES);
    for (int k = 0; k < length; k += COUNT) {
      FloatVector value = FloatVector.fromArray(SPECIES, s, sAt + k);
      q = value.fma(value, q);
      product = value.fma(FloatVector.fromArray(SPECIES, d, dAt + k), product);
    }
    FloatVector n = q.sqrt();
    FloatVector factor = factor(n);
    FloatVector along = slope(n).mul(product.div(n)).blend(0, n.eq(0));
    for (int k = 0; k < length; k += COUNT) {
      FloatVector turned = FloatVector.fromArray(SPECIES, s, sAt + k).mul(along);
      FloatVector.fromArray(SPECIES, d, dAt + k).fma(factor, turned).intoArray(d, dAt + k);
    }
  }

  private static FloatVector factor(FloatVector n) {
    FloatVector sum =
        FloatVector.broadcast(SPECIES, ExponentialSquash.factorTerm(ExponentialSquash.TERMS - 1));
    for (int k = ExponentialSquash.TERMS - 2; k >= 0; k--) {
      sum = n.fma(sum, FloatVector.broadcast(SPECIES, ExponentialSquash.factorTerm(k)));
    }
    FloatVector far = FloatVector.broadcast(SPECIES, 1).sub(VectorExponential.exp(n.neg())).div(n);
    return far.blend(sum, n.compare(VectorOperators.LE, ExponentialSquash.SERIES_UNTIL));
  }

  private static FloatVector slope(FloatVector n) {
    FloatVector sum =
        FloatVector.broadcast(SPECIES, ExponentialSquash.slopeTerm(ExponentialSquash.TERMS - 1));
    for (int k = ExponentialSquash.TERMS - 2; k >= 0; k--) {
      sum = n.fma(sum, FloatVector.broadcast(SPECIES, ExponentialSquash.slopeTerm(k)));
    }
    FloatVector falling = VectorExponential.exp(n.neg());
    FloatVector far = n.fma(falling, falling).sub(1).div(n).div(n);
    return far.blend(sum, n.compare(VectorOperators.LE, ExponentialSquash.SERIES_UNTIL));
  }
}
