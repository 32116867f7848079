package capstan.core.simd.elementwise;

import static capstan.core.Exponential.EXPONENT_SHIFT;
import static capstan.core.Exponential.LN2_HIGH;
import static capstan.core.Exponential.LN2_LOW;
import static capstan.core.simd.lanes.Lanes.SPECIES;

import capstan.core.Logarithm;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/** The logarithm of every lane, by the operations of {@link Logarithm} in the same order. */
public final class VectorLogarithm {
  private VectorLogarithm() {}

  /**
   * log(x) in every lane.
   *
   * @param x any values
   */
  public static FloatVector log(FloatVector x) {
    VectorMask<Float> tiny = x.compare(VectorOperators.LT, Float.MIN_NORMAL);
    IntVector bits = x.blend(x.mul(Logarithm.TINY_SCALE), tiny).reinterpretAsInts();
    IntVector exponent =
        bits.sub(Logarithm.LEAST_BITS).lanewise(VectorOperators.ASHR, EXPONENT_SHIFT);
    FloatVector r =
        bits.sub(exponent.lanewise(VectorOperators.LSHL, EXPONENT_SHIFT))
            .reinterpretAsFloats()
            .sub(1);
    FloatVector whole = (FloatVector) exponent.convert(VectorOperators.I2F, 0);
    FloatVector k = whole.blend(whole.sub(Logarithm.TINY_EXPONENT), tiny);
    FloatVector p = of(Logarithm.P8).fma(r, of(Logarithm.P7));
    p = p.fma(r, of(Logarithm.P6));
    p = p.fma(r, of(Logarithm.P5));
    p = p.fma(r, of(Logarithm.P4));
    p = p.fma(r, of(Logarithm.P3));
    p = p.fma(r, of(Logarithm.P2));
    p = p.fma(r, of(Logarithm.P1));
    p = p.fma(r, of(Logarithm.P0));
    FloatVector z = r.mul(r);
    FloatVector y = k.fma(of(LN2_LOW), p.mul(r).mul(z));
    y = z.fma(of(-0.5f), y);
    y = k.fma(of(LN2_HIGH), r.add(y));
    return y.blend(Float.NaN, x.compare(VectorOperators.LT, 0))
        .blend(Float.NEGATIVE_INFINITY, x.compare(VectorOperators.EQ, 0))
        .blend(x, x.compare(VectorOperators.LT, Float.POSITIVE_INFINITY).not());
  }

  private static FloatVector of(float number) {
    return FloatVector.broadcast(SPECIES, number);
  }
}
