package capstan.mnist.cli;

import capstan.mnist.experiment.RotationCurve;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

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
    List<Double> oneBetter = new ArrayList<>();
    List<Double> otherBetter = new ArrayList<>();
    int open = 0;
    for (int i = 0; i < one.points().size(); i++) {
      RotationCurve.Point first = one.points().get(i);
      RotationCurve.Point second = other.points().get(i);
      boolean apart = first.clearlyBelow(second) || second.clearlyBelow(first);
      if (first.clearlyBelow(second)) {
        oneBetter.add(first.degrees());
      } else if (second.clearlyBelow(first)) {
        otherBetter.add(first.degrees());
      } else {
        open++;
      }
      if (first.degrees() == 0) {
        lines.add(
            apart
                ? "Upright, %s and %s are not matched: their intervals lie apart, so a difference elsewhere need not come from the rotation."
                    .formatted(one.name(), other.name())
                : "Upright, the intervals of %s and %s overlap: nothing tells them apart."
                    .formatted(one.name(), other.name()));
      }
    }
    claim(one, other, oneBetter, lines);
    claim(other, one, otherBetter, lines);
    if (open > 0) {
      lines.add(
          "At %d of %d angles the intervals of %s and %s overlap, which decides nothing."
              .formatted(open, one.points().size(), one.name(), other.name()));
    }
  }

  private static void claim(
      RotationCurve better, RotationCurve worse, List<Double> angles, List<String> lines) {
    if (!angles.isEmpty()) {
      lines.add(
          "%s misreads fewer than %s, the intervals lying apart, at %s."
              .formatted(
                  better.name(),
                  worse.name(),
                  angles.stream()
                      .map(RotationFindings::degrees)
                      .collect(Collectors.joining(", "))));
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
