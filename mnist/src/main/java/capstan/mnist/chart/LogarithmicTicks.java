package capstan.mnist.chart;

import java.math.BigDecimal;
import java.util.Locale;
import org.eclipse.collections.api.list.primitive.DoubleList;
import org.eclipse.collections.impl.list.mutable.primitive.DoubleArrayList;

/** Which values a logarithmic axis names: powers of ten, and over few decades 2 and 5 as well. */
final class LogarithmicTicks {
  private static final int MANY_DECADES = 3;

  /** An axis with fewer names than this says little. */
  private static final int FEW_NAMES = 3;

  /** What is named within a decade, the coarsest that gives enough names first. */
  private static final double[][] DIGITS = {
    {1, 2, 5},
    {1, 1.5, 2, 3, 4, 5, 6, 7, 8, 9},
    {
      1, 1.2, 1.4, 1.6, 1.8, 2, 2.2, 2.4, 2.6, 2.8, 3, 3.5, 4, 4.5, 5, 5.5, 6, 6.5, 7, 7.5, 8, 8.5,
      9, 9.5
    }
  };

  private LogarithmicTicks() {}

  /** The values to name between two positive ones, rising. */
  static DoubleList between(double low, double high) {
    if (Math.log10(high / low) >= MANY_DECADES) {
      return between(low, high, 1);
    }
    DoubleList ticks = between(low, high, DIGITS[0]);
    for (int finer = 1; finer < DIGITS.length && ticks.size() < FEW_NAMES; finer++) {
      ticks = between(low, high, DIGITS[finer]);
    }
    return ticks;
  }

  private static DoubleList between(double low, double high, double... digits) {
    int first = (int) Math.floor(Math.log10(low));
    int last = (int) Math.ceil(Math.log10(high));
    DoubleArrayList ticks = new DoubleArrayList();
    for (int exponent = first; exponent <= last; exponent++) {
      for (double digit : digits) {
        double tick = Double.parseDouble(digit + "e" + exponent);
        if (tick >= low && tick <= high) {
          ticks.add(tick);
        }
      }
    }
    return ticks;
  }

  /** A value as people write it: 0.05 and 200, but 1e-6. */
  static String label(double tick) {
    int exponent = (int) Math.floor(Math.log10(tick) + 1e-9);
    if (exponent < -4 || exponent > 4) {
      return String.format(Locale.ROOT, "%.1e", tick)
          .replace(".0e", "e")
          .replace("e-0", "e-")
          .replace("e+0", "e");
    }
    return BigDecimal.valueOf(tick).stripTrailingZeros().toPlainString();
  }
}
