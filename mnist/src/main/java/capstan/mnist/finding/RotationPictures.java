package capstan.mnist.finding;

import capstan.capsnet.data.ImageSet;
import capstan.mnist.chart.Curve;
import capstan.mnist.chart.CurvePanel;
import capstan.mnist.chart.Curves;
import capstan.mnist.experiment.RotationComparison;
import capstan.mnist.experiment.RotationCurve;
import capstan.mnist.picture.ImageGrid;
import capstan.mnist.picture.NoFontException;
import capstan.mnist.picture.Picture;
import capstan.mnist.picture.PixelImage;
import capstan.mnist.warp.AffineWarp;
import java.util.ArrayList;
import java.util.List;

/** Pictures of the rotation experiment. */
final class RotationPictures {
  /** Test images shown turned: the first so many. */
  private static final int SHOWN = 5;

  private RotationPictures() {}

  /** Error against angle, a curve a network; beside it the differences, a curve for each two. */
  static Picture curves(
      String title, List<RotationCurve> curves, List<RotationComparison> comparisons)
      throws NoFontException {
    List<CurvePanel> panels = new ArrayList<>();
    panels.add(
        new CurvePanel(
            "error by rotation",
            "degrees, counter-clockwise",
            "misread, %",
            false,
            curves.stream().map(RotationPictures::curve).toList()));
    if (!comparisons.isEmpty()) {
      List<Curve> differences = new ArrayList<>();
      comparisons.forEach(comparison -> differences.add(curve(comparison)));
      List<RotationComparison.Point> points = comparisons.getFirst().points();
      double[] ends = {points.getFirst().degrees(), points.getLast().degrees()};
      differences.add(Curve.of("no difference", ends, new double[ends.length]).asReference());
      panels.add(
          new CurvePanel(
                  "difference, image by image; the intervals hold all at once",
                  "degrees, counter-clockwise",
                  "difference of the errors, points",
                  false,
                  differences)
              .coloursFrom(curves.size()));
    }
    return Curves.draw(title, panels);
  }

  private static Curve curve(RotationComparison comparison) {
    List<RotationComparison.Point> points = comparison.points();
    return Curve.of(
            comparison.first() + " − " + comparison.second(),
            points,
            RotationComparison.Point::degrees,
            point -> point.difference().points())
        .withIntervals(
            points.stream().mapToDouble(point -> point.together().low()).toArray(),
            points.stream().mapToDouble(point -> point.together().high()).toArray());
  }

  private static Curve curve(RotationCurve curve) {
    List<RotationCurve.Point> points = curve.points();
    return Curve.of(
            curve.name(), points, RotationCurve.Point::degrees, RotationCurve.Point::errorPercent)
        .withIntervals(points.stream().map(RotationCurve.Point::intervalPercent).toList());
  }

  /** What the networks were shown: the first images at each angle. */
  static Picture digits(ImageSet test, List<Double> angles) throws NoFontException {
    ImageSet shown = test.first(SHOWN);
    ImageGrid grid =
        new ImageGrid(shown.count(), angles.size(), shown.height(), shown.width())
            .title("the first test images at each angle");
    for (int column = 0; column < angles.size(); column++) {
      grid.columnName(column, RotationFindings.degrees(angles.get(column)));
      ImageSet turned = AffineWarp.rotation(angles.get(column)).apply(shown);
      for (int row = 0; row < shown.count(); row++) {
        grid.cell(row, column, PixelImage.of(turned, row));
      }
    }
    return grid.draw();
  }
}
