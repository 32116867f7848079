package capstan.bench.goal;

import java.io.PrintStream;
import java.util.Locale;

/**
 * Prints the table of goals: what is measured, the goal, the figure, the physical limit.
 *
 * @param out where it goes
 */
public record GoalTable(PrintStream out) {
  private static final String LINE = "%-44s %16s %12s %12s %8s%n";

  /** The table's head. */
  void head() {
    out.printf(LINE, "", "goal", "measured", "limit", "of it");
  }

  /**
   * A figure of which less is better, such as a time.
   *
   * @param label what
   * @param unit of all three numbers
   * @param goal NaN for no goal
   * @param measured the figure
   * @param limit what no program can beat, NaN where none is known
   */
  void atMost(String label, String unit, double goal, double measured, double limit) {
    line(label, "≤ ", unit, goal, measured, limit, limit / measured);
  }

  /**
   * A figure of which more is better, such as a rate.
   *
   * @param label what
   * @param unit of all three numbers
   * @param goal NaN for no goal
   * @param measured the figure
   * @param limit what no program can beat, NaN where none is known
   */
  void atLeast(String label, String unit, double goal, double measured, double limit) {
    line(label, "≥ ", unit, goal, measured, limit, measured / limit);
  }

  /**
   * A row that could not be measured.
   *
   * @param label what
   * @param why in few words
   */
  void missing(String label, String why) {
    out.printf("%-44s %s%n", label, why);
    out.flush();
  }

  private void line(
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
        Double.isNaN(goal) ? "" : relation + number(goal) + " " + unit,
        number(measured) + (Double.isNaN(goal) ? " " + unit : ""),
        number(limit),
        Double.isNaN(limit) ? "" : String.format(Locale.ROOT, "%.0f %%", 100 * share));
    out.flush();
  }

  /** Three digits, or all before the point. */
  public static String number(double value) {
    if (Double.isNaN(value)) {
      return "";
    }
    // By what is printed: 9.996 is 10.0, not 10.00.
    double size = Math.abs(value);
    return String.format(
        Locale.ROOT, size < 9.995 ? "%.2f" : size < 99.95 ? "%.1f" : "%,.0f", value);
  }
}
