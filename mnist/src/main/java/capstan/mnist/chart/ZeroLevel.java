package capstan.mnist.chart;

import java.util.stream.DoubleStream;

/**
 * Where a logarithmic axis shows a zero, which it has no place for: below every other value, with a
 * name of its own.
 *
 * @param at the value whose place it takes
 * @param shown whether there is a zero to show, as a point or as the end of an interval
 */
record ZeroLevel(double at, boolean shown) {
  /** So far below the least value that it cannot be taken for one nearby. */
  private static final double BELOW = 3;

  /**
   * Of one plot.
   *
   * @param panel whose axis is logarithmic
   */
  static ZeroLevel of(CurvePanel panel) {
    double[] values =
        DoubleStream.concat(panel.finite(Curve::y), panel.finite(Curve::low)).toArray();
    double least = DoubleStream.of(values).filter(value -> value > 0).min().orElse(1);
    return new ZeroLevel(least / BELOW, DoubleStream.of(values).anyMatch(value -> value <= 0));
  }

  /** Whether a value is of the axis proper, and not about where the zero is. */
  boolean isAbove(double value) {
    return !shown || value > at * Math.sqrt(BELOW);
  }
}
