package capstan.mnist.experiment;

import java.util.ArrayList;
import java.util.List;

/**
 * Two networks at each angle, on the same turned images.
 *
 * @param first name of one
 * @param second name of the other
 * @param points in the order of the angles
 * @param comparisons of how many such points, of all networks at all angles, these are some
 */
public record RotationComparison(String first, String second, List<Point> points, int comparisons) {
  /** Copies the list. */
  public RotationComparison {
    points = List.copyOf(points);
  }

  /**
   * One angle.
   *
   * @param degrees how far the images are turned, counter-clockwise
   * @param difference of the errors
   * @param alone its 95 % interval, for one angle chosen beforehand
   * @param together its interval where those of all comparisons hold at once with 95 % confidence
   */
  public record Point(
      double degrees,
      PairedDifference difference,
      PairedDifference.Interval alone,
      PairedDifference.Interval together) {}

  /**
   * Compares each network with each after it.
   *
   * @param curves of the same images at the same angles
   */
  public static List<RotationComparison> of(List<RotationCurve> curves) {
    int angles = curves.getFirst().points().size();
    int comparisons = angles * curves.size() * (curves.size() - 1) / 2;
    List<RotationComparison> all = new ArrayList<>();
    for (int one = 0; one < curves.size(); one++) {
      for (int other = one + 1; other < curves.size(); other++) {
        all.add(of(curves.get(one), curves.get(other), comparisons));
      }
    }
    return all;
  }

  private static RotationComparison of(RotationCurve first, RotationCurve second, int comparisons) {
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < first.points().size(); i++) {
      RotationCurve.Point one = first.points().get(i);
      RotationCurve.Point other = second.points().get(i);
      PairedDifference difference = PairedDifference.of(one.misread(), other.misread());
      points.add(
          new Point(
              one.degrees(), difference, difference.interval(1), difference.interval(comparisons)));
    }
    return new RotationComparison(first.name(), second.name(), points, comparisons);
  }
}
