package capstan.core;

/**
 * The library's own hyperbolic tangent, so that every platform and vector width gives the same
 * bits: 1 − 2 / (exp(2|x|) + 1) with the sign of x, and near 0, where that would cancel, x + x³
 * P(x²) with the polynomial of Moshier's Cephes library.
 */
public final class HyperbolicTangent {
  /** Below it the polynomial is used. */
  public static final float NEAR = 0.625f;

  /** Coefficients of P, the highest first. */
  public static final float P4 = -5.7049887e-3f;

  /** Of x⁶. */
  public static final float P3 = 2.0639088e-2f;

  /** Of x⁴. */
  public static final float P2 = -5.3739715e-2f;

  /** Of x². */
  public static final float P1 = 1.3331442e-1f;

  /** The constant one. */
  public static final float P0 = -3.333328e-1f;

  private HyperbolicTangent() {}

  /**
   * tanh(x), with a relative error below 3e-7; NaN for NaN.
   *
   * @param x any float
   */
  public static float tanh(float x) {
    float z = x * x;
    float p = Math.fma(P4, z, P3);
    p = Math.fma(p, z, P2);
    p = Math.fma(p, z, P1);
    p = Math.fma(p, z, P0);
    float near = Math.fma(p * z, x, x);
    float far = 1 - 2 / (Exponential.exp(2 * Math.abs(x)) + 1);
    return Math.abs(x) < NEAR ? near : x < 0 ? -far : far;
  }
}
