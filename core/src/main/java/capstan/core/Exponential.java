package capstan.core;

/**
 * The library's own exponential function, so that every platform and vector width gives the same
 * bits. Each line of {@link #exp} is one correctly rounded operation, or one on bits; the vector
 * version performs the same operations in the same order.
 *
 * <p>With k the integer nearest to x / ln 2 and r = x − k ln 2, so |r| ≤ ln 2 / 2, exp(x) = 2ᵏ
 * exp(r). The factor exp(r) is 1 + r + r² P(r), where P is the minimax polynomial of Moshier's
 * Cephes library; 2ᵏ is multiplied in by adding k to the exponent bits.
 */
public final class Exponential {
  /** The largest x whose exponential is finite; above it exp(x) is +∞. */
  public static final float HIGHEST = 88.72283f;

  /**
   * The smallest x whose exponential is a normal number, just above 2⁻¹²⁶; below it exp(x) is 0.
   */
  public static final float LOWEST = -87.33654f;

  /** 1 / ln 2. */
  public static final float LOG2_E = 1.442695f;

  /**
   * 1.5 · 2²³: added to a number of moderate size it rounds it to an integer, which then stands in
   * the sum's lowest bits.
   */
  public static final float ROUNDER = 0x1.8p23f;

  /** The leading bits of ln 2, so few that k · LN2_HIGH is exact. */
  public static final float LN2_HIGH = 0x1.63p-1f;

  /** ln 2 − {@link #LN2_HIGH}. */
  public static final float LN2_LOW = -2.1219444e-4f;

  /** Coefficient of r⁵ in P. */
  public static final float P5 = 1.9875691e-4f;

  /** Coefficient of r⁴. */
  public static final float P4 = 1.3981999e-3f;

  /** Coefficient of r³. */
  public static final float P3 = 8.333452e-3f;

  /** Coefficient of r². */
  public static final float P2 = 4.1665796e-2f;

  /** Coefficient of r. */
  public static final float P1 = 1.6666666e-1f;

  /** The constant coefficient. */
  public static final float P0 = 0.5f;

  /** Bits of a float's significand: how far an integer is shifted to reach the exponent. */
  public static final int EXPONENT_SHIFT = 23;

  private Exponential() {}

  /**
   * exp(x), with a relative error below 2e-7; +∞ above {@link #HIGHEST}, 0 below {@link #LOWEST}, x
   * itself if it is NaN.
   *
   * @param x any float
   */
  public static float exp(float x) {
    float rounded = Math.fma(x, LOG2_E, ROUNDER);
    float k = rounded - ROUNDER;
    float r = Math.fma(k, -LN2_HIGH, x);
    r = Math.fma(k, -LN2_LOW, r);
    float p = Math.fma(P5, r, P4);
    p = Math.fma(p, r, P3);
    p = Math.fma(p, r, P2);
    p = Math.fma(p, r, P1);
    p = Math.fma(p, r, P0);
    float y = Math.fma(p, r * r, r) + 1;
    // The shift drops all of ROUNDER's own bits and leaves k at the place of the exponent.
    int exponent = Float.floatToRawIntBits(rounded) << EXPONENT_SHIFT;
    float scaled = Float.intBitsToFloat(Float.floatToRawIntBits(y) + exponent);
    if (x > HIGHEST) {
      return Float.POSITIVE_INFINITY;
    }
    if (x < LOWEST) {
      return 0;
    }
    return Float.isNaN(x) ? x : scaled;
  }
}
