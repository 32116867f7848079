package capstan.mnist.finding;

import capstan.mnist.experiment.RotationComparison;
import capstan.mnist.experiment.RotationCurve;
import capstan.mnist.text.CsvTable;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** The rotation experiment's numbers for other programs. */
public final class RotationTables {
  private RotationTables() {}

  /** A row for each network at each angle. */
  public static String errors(List<RotationCurve> curves) {
    CsvTable table =
        new CsvTable(
            List.of(
                "network",
                "degrees",
                "images",
                "wrong",
                "error_percent",
                "low_percent",
                "high_percent"));
    for (RotationCurve curve : curves) {
      for (RotationCurve.Point point : curve.points()) {
        table.row(
            List.of(
                curve.name(),
                point.degrees(),
                point.images(),
                point.wrong(),
                point.errorPercent(),
                point.intervalPercent().low(),
                point.intervalPercent().high()));
      }
    }
    return table.text();
  }

  /** A row for each two networks at each angle. */
  public static String differences(List<RotationComparison> comparisons) {
    CsvTable table =
        new CsvTable(
            List.of(
                "first",
                "second",
                "degrees",
                "images",
                "wrong_both",
                "wrong_first_only",
                "wrong_second_only",
                "difference_points",
                "low_alone",
                "high_alone",
                "low_together",
                "high_together"));
    for (RotationComparison comparison : comparisons) {
      for (RotationComparison.Point point : comparison.points()) {
        table.row(
            List.of(
                comparison.first(),
                comparison.second(),
                point.degrees(),
                point.difference().images(),
                point.difference().both(),
                point.difference().onlyFirst(),
                point.difference().onlySecond(),
                point.difference().points(),
                point.alone().low(),
                point.alone().high(),
                point.together().low(),
                point.together().high()));
      }
    }
    return table.text();
  }

  /** The same as {@link #differences}, into an object. */
  public static void differences(ObjectNode root, List<RotationComparison> comparisons) {
    ArrayNode all = root.putArray("comparisons");
    for (RotationComparison comparison : comparisons) {
      ObjectNode one = all.addObject();
      one.put("first", comparison.first()).put("second", comparison.second());
      one.put("together", comparison.comparisons());
      ArrayNode points = one.putArray("points");
      for (RotationComparison.Point point : comparison.points()) {
        points
            .addObject()
            .put("degrees", point.degrees())
            .put("wrongBoth", point.difference().both())
            .put("wrongFirstOnly", point.difference().onlyFirst())
            .put("wrongSecondOnly", point.difference().onlySecond())
            .put("differencePoints", point.difference().points())
            .put("lowAlone", point.alone().low())
            .put("highAlone", point.alone().high())
            .put("lowTogether", point.together().low())
            .put("highTogether", point.together().high());
      }
    }
  }
}
