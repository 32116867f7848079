package capstan.mnist.finding;

import capstan.mnist.experiment.PairedDifference;
import capstan.mnist.experiment.RotationComparison;
import capstan.mnist.experiment.RotationCurve;
import capstan.mnist.text.CsvTable;
import capstan.mnist.text.ErrorRate;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.ArrayList;
import java.util.List;

/** The figures of networks that were tested on turned images, as tables and for programs. */
public final class RotationTables {
  private RotationTables() {}

  private record ErrorRow(
      String network, double degrees, int images, @JsonUnwrapped ErrorRate error) {}

  private record DifferenceRow(
      String first, String second, double degrees, int images, @JsonUnwrapped Difference of) {}

  /**
   * A network at an angle, for programs.
   *
   * @param degrees how far the images were turned, counter-clockwise
   * @param error how many it misread
   */
  public record Point(double degrees, @JsonUnwrapped ErrorRate error) {
    /** Of a curve. */
    public static Point of(RotationCurve.Point point) {
      ErrorRate error = ErrorRate.of(point.images(), point.wrong(), point.intervalPercent());
      return new Point(point.degrees(), error);
    }
  }

  /**
   * Two networks at each angle, for programs.
   *
   * @param first name of one
   * @param second name of the other
   * @param together of how many comparisons these are some
   * @param points one an angle
   */
  public record Compared(String first, String second, int together, List<ComparedPoint> points) {
    /** Of two curves. */
    public static Compared of(RotationComparison two) {
      List<ComparedPoint> points =
          two.points().stream()
              .map(point -> new ComparedPoint(point.degrees(), Difference.of(point)))
              .toList();
      return new Compared(two.first(), two.second(), two.comparisons(), points);
    }
  }

  /**
   * Two networks at an angle, for programs.
   *
   * @param degrees how far the images were turned, counter-clockwise
   * @param difference what distinguishes them there
   */
  public record ComparedPoint(double degrees, @JsonUnwrapped Difference difference) {}

  /**
   * What distinguishes two networks, for programs.
   *
   * @param wrongBoth images that both misread
   * @param wrongFirstOnly images that the first misread alone
   * @param wrongSecondOnly images that the second misread alone
   * @param differencePoints of the errors, in percentage points
   * @param lowAlone lower end of its 95 % interval, for one angle chosen beforehand
   * @param highAlone upper end
   * @param lowTogether lower end where the intervals of all comparisons hold at once
   * @param highTogether upper end
   */
  public record Difference(
      int wrongBoth,
      int wrongFirstOnly,
      int wrongSecondOnly,
      double differencePoints,
      double lowAlone,
      double highAlone,
      double lowTogether,
      double highTogether) {

    private static Difference of(RotationComparison.Point point) {
      PairedDifference difference = point.difference();
      return new Difference(
          difference.both(),
          difference.onlyFirst(),
          difference.onlySecond(),
          difference.points(),
          point.alone().low(),
          point.alone().high(),
          point.together().low(),
          point.together().high());
    }
  }

  /** A row for each network at each angle. */
  public static String errors(List<RotationCurve> curves) {
    List<ErrorRow> rows = new ArrayList<>();
    for (RotationCurve curve : curves) {
      for (RotationCurve.Point point : curve.points()) {
        ErrorRate error = Point.of(point).error();
        rows.add(new ErrorRow(curve.name(), point.degrees(), point.images(), error));
      }
    }
    return CsvTable.of(rows);
  }

  /** A row for each two networks at each angle. */
  public static String differences(List<RotationComparison> comparisons) {
    List<DifferenceRow> rows = new ArrayList<>();
    for (RotationComparison two : comparisons) {
      for (RotationComparison.Point point : two.points()) {
        int images = point.difference().images();
        Difference difference = Difference.of(point);
        rows.add(new DifferenceRow(two.first(), two.second(), point.degrees(), images, difference));
      }
    }
    return CsvTable.of(rows);
  }
}
