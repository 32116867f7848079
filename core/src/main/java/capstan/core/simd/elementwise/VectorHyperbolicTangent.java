package capstan.core.simd.elementwise;

import static capstan.core.simd.lanes.Lanes.SPECIES;

import capstan.core.HyperbolicTangent;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** The tangent of every lane, by the operations of {@link HyperbolicTangent} in the same order. */
final class VectorHyperbolicTangent {
  private VectorHyperbolicTangent() {}

  static FloatVector tanh(FloatVector x) {
    FloatVector z = x.mul(x);
    FloatVector p = of(HyperbolicTangent.P4).fma(z, of(HyperbolicTangent.P3));
    p = p.fma(z, of(HyperbolicTangent.P2));
    p = p.fma(z, of(HyperbolicTangent.P1));
    p = p.fma(z, of(HyperbolicTangent.P0));
    FloatVector near = p.mul(z).fma(x, x);
    FloatVector size = x.abs();
    FloatVector far = of(1).sub(of(2).div(VectorExponential.exp(size.mul(2)).add(1)));
    return far.blend(far.neg(), x.compare(VectorOperators.LT, 0))
        .blend(near, size.compare(VectorOperators.LT, HyperbolicTangent.NEAR));
  }

  private static FloatVector of(float number) {
    return FloatVector.broadcast(SPECIES, number);
  }
}
