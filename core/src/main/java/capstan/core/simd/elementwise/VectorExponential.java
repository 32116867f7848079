package capstan.core.simd.elementwise;

import static capstan.core.Exponential.EXPONENT_SHIFT;
import static capstan.core.Exponential.HIGHEST;
import static capstan.core.Exponential.LN2_HIGH;
import static capstan.core.Exponential.LN2_LOW;
import static capstan.core.Exponential.LOG2_E;
import static capstan.core.Exponential.LOWEST;
import static capstan.core.Exponential.P0;
import static capstan.core.Exponential.P1;
import static capstan.core.Exponential.P2;
import static capstan.core.Exponential.P3;
import static capstan.core.Exponential.P4;
import static capstan.core.Exponential.P5;
import static capstan.core.Exponential.ROUNDER;
import static capstan.core.simd.lanes.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * The exponential of every lane, by the operations of {@link capstan.core.Exponential} in the same
 * order, so that the bits are the same.
 */
public final class VectorExponential {
  private VectorExponential() {}

  /**
   * exp(x) in every lane.
   *
   * @param x any values
   */
  public static FloatVector exp(FloatVector x) {
    FloatVector rounder = FloatVector.broadcast(SPECIES, ROUNDER);
    FloatVector rounded = x.fma(FloatVector.broadcast(SPECIES, LOG2_E), rounder);
    FloatVector k = rounded.sub(rounder);
    FloatVector r = k.fma(FloatVector.broadcast(SPECIES, -LN2_HIGH), x);
    r = k.fma(FloatVector.broadcast(SPECIES, -LN2_LOW), r);
    FloatVector p = r.fma(FloatVector.broadcast(SPECIES, P5), FloatVector.broadcast(SPECIES, P4));
    p = p.fma(r, FloatVector.broadcast(SPECIES, P3));
    p = p.fma(r, FloatVector.broadcast(SPECIES, P2));
    p = p.fma(r, FloatVector.broadcast(SPECIES, P1));
    p = p.fma(r, FloatVector.broadcast(SPECIES, P0));
    FloatVector y = p.fma(r.mul(r), r).add(1);
    IntVector exponent = rounded.reinterpretAsInts().lanewise(VectorOperators.LSHL, EXPONENT_SHIFT);
    FloatVector scaled = y.reinterpretAsInts().add(exponent).reinterpretAsFloats();
    VectorMask<Float> high = x.compare(VectorOperators.GT, HIGHEST);
    VectorMask<Float> low = x.compare(VectorOperators.LT, LOWEST);
    VectorMask<Float> undefined = x.compare(VectorOperators.NE, x);
    return scaled.blend(Float.POSITIVE_INFINITY, high).blend(0, low).blend(x, undefined);
  }
}
