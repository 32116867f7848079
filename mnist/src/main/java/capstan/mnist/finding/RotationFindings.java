package capstan.mnist.finding;

import capstan.mnist.experiment.RotationComparison;
import capstan.mnist.text.Figures;
import java.util.ArrayList;
import java.util.List;

/** What the paired comparisons of rotation curves carry, in words. */
public final class RotationFindings {
  private RotationFindings() {}

  /**
   * Lines for people; nothing is claimed where an interval holds no difference for possible.
   *
   * @param comparisons of each network with each other
   */
  public static List<String> of(List<RotationComparison> comparisons) {
    List<String> lines = new ArrayList<>();
    for (RotationComparison comparison : comparisons) {
      upright(comparison, lines);
      claim(comparison, true, lines);
      claim(comparison, false, lines);
      open(comparison, lines);
    }
    if (!comparisons.isEmpty()) {
      lines.add(
          "Errors are compared image by image, both networks reading the same ones (Newcombe's"
              + " interval for paired proportions). "
              + together(comparisons.getFirst().comparisons()));
    }
    lines.add(
        "The intervals are of the choice of test images alone: each curve is one network, and"
            + " another seed would give another.");
    return lines;
  }

  private static String together(int comparisons) {
    return comparisons == 1
        ? "There is one comparison."
        : "%d comparisons are many, so all but the upright ones are judged by intervals that hold"
                .formatted(comparisons)
            + " all at once with 95 % confidence (Bonferroni).";
  }

  private static void upright(RotationComparison comparison, List<String> lines) {
    for (RotationComparison.Point point : comparison.points()) {
      if (point.degrees() == 0) {
        lines.add(
            PairedWords.matched(
                "Upright",
                comparison.first(),
                comparison.second(),
                point.difference(),
                point.alone(),
                "the rotation"));
      }
    }
  }

  private static void claim(RotationComparison comparison, boolean first, List<String> lines) {
    List<RotationComparison.Point> points = comparison.points();
    List<String> ranges = new ArrayList<>();
    for (int i = 0; i < points.size(); i++) {
      if (better(points.get(i), first)) {
        int start = i;
        while (i + 1 < points.size() && better(points.get(i + 1), first)) {
          i++;
        }
        String from = degrees(points.get(start).degrees());
        ranges.add(start == i ? from : from + " to " + degrees(points.get(i).degrees()));
      }
    }
    if (!ranges.isEmpty()) {
      lines.add(
          "%s misreads fewer than %s at %s."
              .formatted(
                  first ? comparison.first() : comparison.second(),
                  first ? comparison.second() : comparison.first(),
                  String.join(", ", ranges)));
    }
  }

  private static boolean better(RotationComparison.Point point, boolean first) {
    return first ? point.together().high() < 0 : point.together().low() > 0;
  }

  private static void open(RotationComparison comparison, List<String> lines) {
    long open =
        comparison.points().stream().filter(point -> !point.together().excludesZero()).count();
    if (open > 0) {
      lines.add(
          "At %d of %d angles nothing tells %s and %s apart, which is not to say that they are"
                  .formatted(
                      open, comparison.points().size(), comparison.first(), comparison.second())
              + " equal.");
    }
  }

  /** An angle, as in "−15°" or "7.5°". */
  public static String degrees(double angle) {
    return (angle < 0 ? "−" : "") + Figures.plain(Math.abs(angle)) + "°";
  }
}
