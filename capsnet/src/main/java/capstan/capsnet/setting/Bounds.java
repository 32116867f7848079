package capstan.capsnet.setting;

import java.math.BigDecimal;
import java.util.Locale;

/**
 * The least and the most that a number may be.
 *
 * @param least allowed
 * @param most allowed; from 2⁵³ on there are no bounds but those of 64 bits
 */
public record Bounds(double least, double most) {
  /** Beyond it a whole number cannot be distinguished from its neighbours. */
  private static final double EXACT = 1L << 53;

  /** Whether a number lies within. */
  public boolean contains(double number) {
    return number >= least && number <= most;
  }

  /**
   * What is expected, such as {@code a whole number from 1 to 65,536}.
   *
   * @param whole whether only whole numbers are
   */
  public String expected(boolean whole) {
    return (whole && most < EXACT ? "a whole number " : "") + this;
  }

  /** As in {@code from 1 to 65,536}. */
  @Override
  public String toString() {
    return most < EXACT
        ? "from " + text(least) + " to " + text(most)
        : "any whole number of 64 bits";
  }

  private static String text(double number) {
    return number == Math.rint(number)
        ? String.format(Locale.ROOT, "%,d", (long) number)
        : shortest(number);
  }

  /** A number as short as can be, such as {@code 128} or {@code 1e-12}. */
  static String shortest(double number) {
    if (number == Math.rint(number) && Math.abs(number) < EXACT) {
      return Long.toString((long) number);
    }
    return new BigDecimal(Double.toString(number))
        .stripTrailingZeros()
        .toString()
        .toLowerCase(Locale.ROOT);
  }
}
