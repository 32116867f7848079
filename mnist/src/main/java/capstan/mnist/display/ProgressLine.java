package capstan.mnist.display;

import capstan.mnist.text.Figures;
import java.util.List;
import me.tongfei.progressbar.ProgressBarRenderer;
import me.tongfei.progressbar.ProgressState;

/**
 * The line of a training on a terminal: what is done, a bar, and figures, the most important first.
 * It never wraps. In a narrow terminal first the bar becomes shorter, then figures are left out
 * from the last on, then the bar goes, and at last what is done is cut.
 *
 * @param unicode whether the terminal has blocks to draw its bar in
 */
record ProgressLine(boolean unicode) implements ProgressBarRenderer {
  /** Between figures, as the bar's library keeps but one text. */
  private static final String BETWEEN = "\n";

  private static final int SHORTEST_BAR = 10;

  /** Figures as the bar's extra message. */
  static String message(List<String> figures) {
    return String.join(BETWEEN, figures);
  }

  @Override
  public String render(ProgressState progress, int width) {
    return line(
        progress.getTaskName(),
        progress.getNormalizedProgress(),
        progress.getExtraMessage().lines().toList(),
        width);
  }

  /**
   * The line.
   *
   * @param name of what is done
   * @param done part of it, from 0 to 1
   * @param figures the most important first
   * @param width columns that there are
   */
  String line(String name, double done, List<String> figures, int width) {
    String head = name + " " + Figures.decimal(Math.floor(100 * done), 0) + " %";
    StringBuilder tail = new StringBuilder();
    for (String figure : figures) {
      String next = (tail.isEmpty() ? " " : ", ") + figure;
      if (head.length() + 1 + SHORTEST_BAR + tail.length() + next.length() > width) {
        break;
      }
      tail.append(next);
    }
    int bar = width - head.length() - 1 - tail.length();
    String line = bar < SHORTEST_BAR ? head : head + " " + bar(done, bar) + tail;
    return line.substring(0, Math.min(line.length(), Math.max(0, width)));
  }

  private String bar(double done, int length) {
    int full = (int) (done * (length - 2));
    String inside = (unicode ? "█" : "=").repeat(full) + " ".repeat(length - 2 - full);
    return unicode ? "│" + inside + "│" : "[" + inside + "]";
  }
}
