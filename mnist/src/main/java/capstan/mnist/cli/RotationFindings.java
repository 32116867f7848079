package capstan.mnist.cli;

import capstan.mnist.experiment.RotationCurve;
import java.util.ArrayList;
import java.util.List;

/** What the intervals of rotation curves carry, in words. */
final class RotationFindings {
  private RotationFindings() {}

  /**
   * Lines for people; nothing is claimed where intervals overlap.
   *
   * @param curves at the same angles
   */
  static List<String> of(List<RotationCurve> curves) {
    List<String> lines = new ArrayList<>();
    for (int one = 0; one < curves.size(); one++) {
      for (int other = one + 1; other < curves.size(); other++) {
        compare(curves.get(one), curves.get(other), lines);
      }
    }
    lines.add(
        "The intervals are of the choice of test images alone: each curve is one network, and"
            + " another seed would give another.");
    return lines;
  }

  private static void compare(RotationCurve one, RotationCurve other, List<String> lines) {
    int angles = one.points().size();
    boolean[] oneBelow = new boolean[angles];
    boolean[] otherBelow = new boolean[angles];
    int open = 0;
    for (int i = 0; i < angles; i++) {
      RotationCurve.Point first = one.points().get(i);
      RotationCurve.Point second = other.points().get(i);
      oneBelow[i] = first.clearlyBelow(second);
      otherBelow[i] = second.clearlyBelow(first);
      boolean apart = oneBelow[i] || otherBelow[i];
      open += apart ? 0 : 1;
      if (first.degrees() == 0) {
        lines.add(
            (apart
                    ? "Upright, %s and %s are not matched: their intervals lie apart, so a"
                        + " difference elsewhere need not come from the rotation."
                    : "Upright, the intervals of %s and %s overlap: nothing tells them apart.")
                .formatted(one.name(), other.name()));
      }
    }
    claim(one, other, oneBelow, lines);
    claim(other, one, otherBelow, lines);
    if (open > 0) {
      lines.add(
          "At %d of %d angles the intervals of %s and %s overlap, which decides nothing."
              .formatted(open, angles, one.name(), other.name()));
    }
  }

  private static void claim(
      RotationCurve better, RotationCurve worse, boolean[] where, List<String> lines) {
    List<String> ranges = new ArrayList<>();
    for (int i = 0; i < where.length; i++) {
      if (where[i]) {
        int first = i;
        while (i + 1 < where.length && where[i + 1]) {
          i++;
        }
        String from = degrees(better.points().get(first).degrees());
        String to = degrees(better.points().get(i).degrees());
        ranges.add(first == i ? from : from + " to " + to);
      }
    }
    if (!ranges.isEmpty()) {
      lines.add(
          "%s misreads fewer than %s, the intervals lying apart, at %s."
              .formatted(better.name(), worse.name(), String.join(", ", ranges)));
    }
  }

  /** An angle, as in "−15°" or "7.5°". */
  static String degrees(double angle) {
    String number =
        angle == Math.rint(angle)
            ? Long.toString(Math.abs(Math.round(angle)))
            : Double.toString(Math.abs(angle));
    return (angle < 0 ? "−" : "") + number + "°";
  }
}
