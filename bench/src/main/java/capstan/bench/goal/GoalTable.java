package capstan.bench;

import java.io.PrintStream;
import java.util.Locale;

/** Prints lines of the goal table: what is measured, the goal, the figure, the physical limit. */
final class Goal {
  private static final String LINE = "%-44s %16s %12s %12s %8s%n";

  private Goal() {}

  /** The table's head. */
  static void head(PrintStream out) {
    out.printf(LINE, "", "goal", "measured", "limit", "of it");
  }

  /**
   * A time, of which less is better.
   *
   * @param label what
   * @param goal milliseconds, NaN for no goal
   * @param measured milliseconds
   * @param limit milliseconds that no program can beat, NaN where none is known
   */
  static void time(PrintStream out, String label, double goal, double measured, double limit) {
    line(out, label, "≤ ", " ms", goal, measured, limit, limit / measured);
  }

  /**
   * A rate, of which more is better.
   *
   * @param label what
   * @param unit of all three numbers
   * @param goal NaN for no goal
   * @param measured the rate
   * @param limit rate that no program can beat, NaN where none is known
   */
  static void rate(
      PrintStream out, String label, String unit, double goal, double measured, double limit) {
    line(out, label, "≥ ", " " + unit, goal, measured, limit, measured / limit);
  }

  private static void line(
      PrintStream out,
      String label,
      String relation,
      String unit,
      double goal,
      double measured,
      double limit,
      double share) {
    out.printf(
        LINE,
        label,
        Double.isNaN(goal) ? "" : relation + number(goal) + unit,
        number(measured) + (Double.isNaN(goal) ? unit : ""),
        number(limit),
        Double.isNaN(limit) ? "" : String.format(Locale.ROOT, "%.0f %%", 100 * share));
    out.flush();
  }

  private static String number(double value) {
    if (Double.isNaN(value)) {
      return "";
    }
    return String.format(Locale.ROOT, value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%,.0f", value);
  }
}
