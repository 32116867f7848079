package capstan.core;

/**
 * The factors of squash with an exponential (Mazzia and others, 2021), v = f(n) s with n = |s| and
 * f(n) = (1 − exp(−n)) / n, and of its gradient, whose part along s has the factor f′(n) / n. Up to
 * 1 both are sums of their series, which nothing cancels in; beyond it they are as written. The
 * vector version performs the same operations in the same order.
 */
public final class ExponentialSquash {
  /** Up to this length the series is taken. */
  public static final float SERIES_UNTIL = 1;

  private static final float[] FACTOR = {
    1.0f, -0.5f, 0.16666667f, -0.041666668f,
    0.008333334f, -0.0013888889f, 0.0001984127f, -2.4801588e-05f,
    2.7557319e-06f, -2.755732e-07f
  };

  private static final float[] SLOPE = {
    -0.5f, 0.33333334f, -0.125f, 0.033333335f,
    -0.0069444445f, 0.0011904762f, -0.00017361112f, 2.2045855e-05f,
    -2.4801586e-06f, 2.5052108e-07f
  };

  /** Terms of both series. */
  public static final int TERMS = FACTOR.length;

  private ExponentialSquash() {}

  /** The coefficient of nᵏ in f. */
  public static float factorTerm(int k) {
    return FACTOR[k];
  }

  /** The coefficient of nᵏ in f′. */
  public static float slopeTerm(int k) {
    return SLOPE[k];
  }

  /**
   * f(n), 1 at 0; relative error below 5e-7.
   *
   * @param n a length, at least 0
   */
  public static float factor(float n) {
    if (n <= SERIES_UNTIL) {
      float sum = FACTOR[TERMS - 1];
      for (int k = TERMS - 2; k >= 0; k--) {
        sum = Math.fma(n, sum, FACTOR[k]);
      }
      return sum;
    }
    return (1 - Exponential.exp(-n)) / n;
  }

  /**
   * f′(n) = ((1 + n) exp(−n) − 1) / n², −½ at 0; relative error below 2e-6.
   *
   * @param n a length, at least 0
   */
  public static float slope(float n) {
    if (n <= SERIES_UNTIL) {
      float sum = SLOPE[TERMS - 1];
      for (int k = TERMS - 2; k >= 0; k--) {
        sum = Math.fma(n, sum, SLOPE[k]);
      }
      return sum;
    }
    return (Math.fma(n, Exponential.exp(-n), Exponential.exp(-n)) - 1) / n / n;
  }
}
