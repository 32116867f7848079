package capstan.mnist.picture;

import java.util.Locale;
import org.eclipse.collections.api.list.primitive.DoubleList;
import org.eclipse.collections.impl.list.mutable.primitive.DoubleArrayList;

/** Which values a logarithmic axis names: powers of ten, and over few decades 2 and 5 as well. */
final class LogarithmicTicks {
  private static final int MANY_DECADES = 3;

  private LogarithmicTicks() {}

  /** The values to name between two positive ones, rising. */
  static DoubleList between(double low, double high) {
    int first = (int) Math.floor(Math.log10(low));
    int last = (int) Math.ceil(Math.log10(high));
    boolean few = Math.log10(high / low) < MANY_DECADES;
    DoubleArrayList ticks = new DoubleArrayList();
    for (int exponent = first; exponent <= last; exponent++) {
      for (int digit : few ? new int[] {1, 2, 5} : new int[] {1}) {
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
      return String.format(Locale.ROOT, "%.0e", tick).replace("e-0", "e-").replace("e+0", "e");
    }
    return String.format(Locale.ROOT, "%." + Math.max(0, -exponent) + "f", tick);
  }
}
