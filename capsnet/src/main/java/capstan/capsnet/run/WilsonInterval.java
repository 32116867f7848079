package capstan.capsnet.run;

/**
 * The interval that holds the true rate with 95 % confidence, when so many of so many independent
 * trials failed (Wilson, 1927). Unlike the normal approximation it is right for rates near zero.
 *
 * @param low lower end, 0 to 1 unless in {@link #percent}
 * @param high upper end, likewise
 */
public record WilsonInterval(double low, double high) {
  /** The 97.5 % quantile of the standard normal distribution: half of 5 % lies above it. */
  public static final double NORMAL_QUANTILE = 1.959963984540054;

  /**
   * The interval of a rate.
   *
   * @param failures how many trials failed
   * @param trials how many there were, at least 1
   */
  public static WilsonInterval of(int failures, int trials) {
    return of(failures, trials, NORMAL_QUANTILE);
  }

  /**
   * The interval of a rate with another confidence than 95 %.
   *
   * @param failures how many trials failed
   * @param trials how many there were, at least 1
   * @param z the quantile of the standard normal distribution that leaves half of the remaining
   *     probability above it
   */
  public static WilsonInterval of(int failures, int trials, double z) {
    if (trials < 1 || failures < 0 || failures > trials) {
      throw new IllegalArgumentException(
          "expected 0 to " + trials + " failures of at least 1 trial, found " + failures);
    }
    return ofRate((double) failures / trials, trials, z);
  }

  /**
   * The interval of a rate that is worth so many independent trials, as one found in groups of
   * trials that resemble each other is worth fewer than there were (Korn and Graubard, 1998).
   *
   * @param rate how many failed of how many there were, 0 to 1
   * @param n how many independent trials tell as much, at least 1
   */
  public static WilsonInterval ofRate(double rate, double n) {
    if (!(rate >= 0 && rate <= 1) || !(n >= 1)) {
      throw new IllegalArgumentException(
          "expected a rate from 0 to 1 of at least 1 trial, found " + rate + " of " + n);
    }
    return ofRate(rate, n, NORMAL_QUANTILE);
  }

  /** The same in percent, 0 to 100. */
  public WilsonInterval percent() {
    return new WilsonInterval(100 * low, 100 * high);
  }

  private static WilsonInterval ofRate(double rate, double n, double z) {
    double centre = (rate + z * z / (2 * n)) / (1 + z * z / n);
    double half = z / (1 + z * z / n) * Math.sqrt(rate * (1 - rate) / n + z * z / (4 * n * n));
    // With none or all failed one end is the rate itself, which rounding would miss by a hair.
    return new WilsonInterval(
        rate == 0 ? 0 : Math.max(0, centre - half), rate == 1 ? 1 : Math.min(1, centre + half));
  }
}
