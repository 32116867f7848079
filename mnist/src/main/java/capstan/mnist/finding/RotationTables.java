package capstan.mnist.finding;

import capstan.capsnet.data.ImageSet;
import capstan.mnist.experiment.PairedDifference;
import capstan.mnist.experiment.RotationComparison;
import capstan.mnist.experiment.RotationCurve;
import capstan.mnist.experiment.TestedNetwork;
import capstan.mnist.text.CsvTable;
import capstan.mnist.text.ErrorRate;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The figures of networks that were tested on turned images, as tables and for programs. */
final class RotationTables {
  private RotationTables() {}

  private record ErrorRow(
      String network, double degrees, int images, @JsonUnwrapped ErrorRate error) {}

  private record DifferenceRow(
      String first, String second, double degrees, int images, @JsonUnwrapped Difference of) {}

  private record Found(
      String data,
      int images,
      List<Network> networks,
      List<Compared> comparisons,
      List<String> findings) {}

  private record Network(String name, Path checkpoint, List<Point> points) {}

  private record Point(double degrees, @JsonUnwrapped ErrorRate error) {
    private static Point of(RotationCurve.Point point) {
      ErrorRate error = ErrorRate.of(point.images(), point.wrong(), point.intervalPercent());
      return new Point(point.degrees(), error);
    }
  }

  /** Two networks at each angle, for programs. */
  record Compared(String first, String second, int together, List<ComparedPoint> points) {
    static Compared of(RotationComparison two) {
      List<ComparedPoint> points =
          two.points().stream()
              .map(point -> new ComparedPoint(point.degrees(), Difference.of(point)))
              .toList();
      return new Compared(two.first(), two.second(), two.comparisons(), points);
    }
  }

  record ComparedPoint(double degrees, @JsonUnwrapped Difference difference) {}

  /** Ends of 95 % intervals: for one angle chosen beforehand, and where all hold at once. */
  record Difference(
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

  /** For programs. */
  static Record found(
      List<TestedNetwork> networks,
      List<RotationCurve> curves,
      List<RotationComparison> comparisons) {
    List<Network> tested = new ArrayList<>();
    for (int i = 0; i < curves.size(); i++) {
      List<Point> points = curves.get(i).points().stream().map(Point::of).toList();
      tested.add(new Network(curves.get(i).name(), networks.get(i).checkpoint(), points));
    }
    ImageSet test = networks.getFirst().test();
    return new Found(
        test.origin(),
        test.count(),
        tested,
        comparisons.stream().map(Compared::of).toList(),
        RotationFindings.of(comparisons));
  }

  /** A row for each network at each angle. */
  static String errors(List<RotationCurve> curves) {
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
  static String differences(List<RotationComparison> comparisons) {
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
