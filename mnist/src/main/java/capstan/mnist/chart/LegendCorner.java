package capstan.mnist.chart;

import capstan.mnist.picture.Canvas;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.collections.api.list.primitive.DoubleList;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.XYStyler;

/** Where a plot's legend hides nothing of it. */
final class LegendCorner {
  /** A legend of more would hide what it explains. */
  private static final int MANY_CURVES = 5;

  /** Parts of the plot that a short legend is given at least. */
  private static final double LEAST_WIDTH = 0.3;

  private static final double LEAST_HEIGHT = 0.2;

  /** A wider one is better read below. */
  private static final double MOST_WIDTH = 0.7;

  /** Pixels of the line and the frame beside a name, of a row, and of the axes beside the plot. */
  private static final int SAMPLE = 70;

  private static final int ROW = 26;
  private static final double AXIS = 110;

  /** Places that are looked at between two points of a line. */
  private static final int STEPS = 16;

  /** Where a legend may lie inside, the usual place first. */
  private static final List<LegendPosition> CORNERS =
      List.of(
          LegendPosition.InsideNE,
          LegendPosition.InsideSW,
          LegendPosition.InsideSE,
          LegendPosition.InsideNW);

  private LegendCorner() {}

  /**
   * A corner without lines and intervals; none if there is no such corner, or too many curves.
   *
   * @param styler whose axes have their extents already
   * @param panel what is drawn
   * @param width of the whole plot
   * @param height of the whole plot
   */
  static Optional<LegendPosition> of(XYStyler styler, CurvePanel panel, int width, int height) {
    if (panel.curves().size() > MANY_CURVES) {
      return Optional.empty();
    }
    int longest = Canvas.widest(panel.curves().stream().map(Curve::name), styler.getLegendFont());
    double across = Math.max(LEAST_WIDTH, (longest + SAMPLE) / (width - AXIS));
    double up = Math.max(LEAST_HEIGHT, (panel.curves().size() * ROW + ROW) / (height - AXIS));
    if (across > MOST_WIDTH) {
      return Optional.empty();
    }
    for (LegendPosition corner : CORNERS) {
      boolean right = corner == LegendPosition.InsideNE || corner == LegendPosition.InsideSE;
      boolean top = corner == LegendPosition.InsideNE || corner == LegendPosition.InsideNW;
      boolean free =
          places(styler, panel)
              .noneMatch(
                  place ->
                      (right ? place.across > 1 - across : place.across < across)
                          && (top ? place.up > 1 - up : place.up < up));
      if (free) {
        return Optional.of(corner);
      }
    }
    return Optional.empty();
  }

  /** A place in a plot, from 0 to 1 both ways. */
  private record Place(double across, double up) {}

  /** Where there is something to hide: along the lines, and the ends of intervals. */
  private static Stream<Place> places(XYStyler styler, CurvePanel panel) {
    Stream.Builder<Place> places = Stream.builder();
    for (Curve curve : panel.curves()) {
      for (DoubleList values : List.of(curve.y(), curve.low(), curve.high())) {
        Place before = null;
        for (int point = 0; point < values.size(); point++) {
          if (!Double.isFinite(values.get(point))) {
            before = null;
            continue;
          }
          Place here = place(styler, panel.logarithmic(), curve.x().get(point), values.get(point));
          places.add(here);
          for (int step = 1; before != null && step < STEPS; step++) {
            double part = (double) step / STEPS;
            places.add(
                new Place(
                    before.across + part * (here.across - before.across),
                    before.up + part * (here.up - before.up)));
          }
          before = here;
        }
      }
    }
    return places.build();
  }

  private static Place place(XYStyler styler, boolean logarithmic, double x, double y) {
    double up =
        logarithmic
            ? share(
                Math.log(Math.max(y, styler.getYAxisMin())),
                Math.log(styler.getYAxisMin()),
                Math.log(styler.getYAxisMax()))
            : share(y, styler.getYAxisMin(), styler.getYAxisMax());
    return new Place(share(x, styler.getXAxisMin(), styler.getXAxisMax()), up);
  }

  private static double share(double value, double low, double high) {
    return (value - low) / (high - low);
  }
}
