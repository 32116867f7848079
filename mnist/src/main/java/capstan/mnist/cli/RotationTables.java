package capstan.mnist.cli;

import capstan.mnist.experiment.RotationComparison;
import capstan.mnist.experiment.RotationCurve;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** The rotation experiment's numbers for other programs. */
final class RotationTables {
  private RotationTables() {}

  /** A row for each network at each angle. */
  static String errors(List<RotationCurve> curves) {
    StringBuilder text =
        new StringBuilder("network,degrees,images,wrong,error_percent,low_percent,high_percent\n");
    for (RotationCurve curve : curves) {
      for (RotationCurve.Point point : curve.points()) {
        text.append(quoted(curve.name())).append(',');
        text.append(point.degrees()).append(',').append(point.images()).append(',');
        text.append(point.wrong()).append(',').append(point.errorPercent()).append(',');
        text.append(point.intervalPercent().low()).append(',');
        text.append(point.intervalPercent().high()).append('\n');
      }
    }
    return text.toString();
  }

  /** A row for each two networks at each angle. */
  static String differences(List<RotationComparison> comparisons) {
    StringBuilder text =
        new StringBuilder(
            "first,second,degrees,images,wrong_both,wrong_first_only,wrong_second_only,"
                + "difference_points,low_alone,high_alone,low_together,high_together\n");
    for (RotationComparison comparison : comparisons) {
      for (RotationComparison.Point point : comparison.points()) {
        text.append(quoted(comparison.first())).append(',');
        text.append(quoted(comparison.second())).append(',').append(point.degrees()).append(',');
        text.append(point.difference().images()).append(',');
        text.append(point.difference().both()).append(',');
        text.append(point.difference().onlyFirst()).append(',');
        text.append(point.difference().onlySecond()).append(',');
        text.append(point.difference().points()).append(',');
        text.append(point.alone().low()).append(',').append(point.alone().high()).append(',');
        text.append(point.together().low()).append(',').append(point.together().high());
        text.append('\n');
      }
    }
    return text.toString();
  }

  /** The same as {@link #differences}, into an object. */
  static void differences(ObjectNode root, List<RotationComparison> comparisons) {
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

  private static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }
}
