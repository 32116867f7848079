package capstan.core;

/**
 * The library's own natural logarithm, so that every platform and vector width gives the same bits;
 * the vector version performs the same operations in the same order.
 *
 * <p>With x = 2ᵏ m and m from √½ to √2, log(x) = k ln 2 + log(m), and log(m) = r − r²/2 + r³ P(r)
 * for r = m − 1, where P is the minimax polynomial of Moshier's Cephes library.
 */
public final class Logarithm {
  /** The bits of √½. */
  public static final int LEAST_BITS = 0x3f3504f3;

  /** Makes a normal number of a subnormal one. */
  public static final float TINY_SCALE = 0x1p25f;

  /** The exponent of {@link #TINY_SCALE}. */
  public static final int TINY_EXPONENT = 25;

  /** Coefficients of P, the highest first. */
  public static final float P8 = 7.0376836e-2f;

  /** Of r⁷. */
  public static final float P7 = -1.151461e-1f;

  /** Of r⁶. */
  public static final float P6 = 1.1676999e-1f;

  /** Of r⁵. */
  public static final float P5 = -1.2420141e-1f;

  /** Of r⁴. */
  public static final float P4 = 1.4249323e-1f;

  /** Of r³. */
  public static final float P3 = -1.6668057e-1f;

  /** Of r². */
  public static final float P2 = 2.0000714e-1f;

  /** Of r. */
  public static final float P1 = -2.4999994e-1f;

  /** The constant one. */
  public static final float P0 = 3.333333e-1f;

  private Logarithm() {}

  /**
   * log(x), with a relative error below 2e-7; −∞ at 0, NaN below, +∞ and NaN themselves.
   *
   * @param x any float
   */
  public static float log(float x) {
    boolean tiny = x < Float.MIN_NORMAL;
    int bits = Float.floatToRawIntBits(tiny ? x * TINY_SCALE : x);
    int exponent = (bits - LEAST_BITS) >> Exponential.EXPONENT_SHIFT;
    float r = Float.intBitsToFloat(bits - (exponent << Exponential.EXPONENT_SHIFT)) - 1;
    float k = exponent - (tiny ? TINY_EXPONENT : 0);
    float p = Math.fma(P8, r, P7);
    p = Math.fma(p, r, P6);
    p = Math.fma(p, r, P5);
    p = Math.fma(p, r, P4);
    p = Math.fma(p, r, P3);
    p = Math.fma(p, r, P2);
    p = Math.fma(p, r, P1);
    p = Math.fma(p, r, P0);
    float z = r * r;
    float y = Math.fma(k, Exponential.LN2_LOW, p * r * z);
    y = Math.fma(z, -0.5f, y);
    y = Math.fma(k, Exponential.LN2_HIGH, r + y);
    if (!(x < Float.POSITIVE_INFINITY)) {
      return x;
    }
    return x > 0 ? y : x == 0 ? Float.NEGATIVE_INFINITY : Float.NaN;
  }
}
