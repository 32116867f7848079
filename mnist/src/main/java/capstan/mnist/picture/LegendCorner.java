package capstan.mnist.picture;

import java.util.List;
import org.eclipse.collections.api.list.primitive.DoubleList;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.XYStyler;

/** Where a plot's legend hides nothing of it. */
final class LegendCorner {
  /** A legend of more would hide what it explains. */
  private static final int MANY_CURVES = 5;

  /** Where a legend may lie inside, the usual place first. */
  private static final List<LegendPosition> CORNERS =
      List.of(
          LegendPosition.InsideNE,
          LegendPosition.InsideSW,
          LegendPosition.InsideSE,
          LegendPosition.InsideNW);

  private LegendCorner() {}

  /**
   * A corner without points and ends of intervals; below the plot if there is none, and beside it
   * if the legend is large.
   *
   * @param styler whose axes have their extents already
   * @param panel what is drawn
   */
  static LegendPosition of(XYStyler styler, CurvePanel panel) {
    if (panel.curves().size() > MANY_CURVES) {
      return LegendPosition.OutsideE;
    }
    for (LegendPosition corner : CORNERS) {
      int hidden = 0;
      for (Curve curve : panel.curves()) {
        for (DoubleList values : List.of(curve.y(), curve.low(), curve.high())) {
          hidden += hidden(corner, styler, panel.logarithmic(), curve.x(), values);
        }
      }
      if (hidden == 0) {
        return corner;
      }
    }
    return LegendPosition.OutsideS;
  }

  /**
   * How many points lie about where a legend in this corner would; one without a value does not.
   */
  private static int hidden(
      LegendPosition corner, XYStyler styler, boolean logarithmic, DoubleList x, DoubleList y) {
    boolean right = corner == LegendPosition.InsideNE || corner == LegendPosition.InsideSE;
    boolean top = corner == LegendPosition.InsideNE || corner == LegendPosition.InsideNW;
    int hidden = 0;
    for (int point = 0; point < y.size(); point++) {
      double across = share(x.get(point), styler.getXAxisMin(), styler.getXAxisMax());
      double up =
          logarithmic
              ? share(
                  Math.log(y.get(point)),
                  Math.log(styler.getYAxisMin()),
                  Math.log(styler.getYAxisMax()))
              : share(y.get(point), styler.getYAxisMin(), styler.getYAxisMax());
      hidden += (right ? across > 0.55 : across < 0.45) && (top ? up > 0.65 : up < 0.35) ? 1 : 0;
    }
    return hidden;
  }

  private static double share(double value, double low, double high) {
    return (value - low) / (high - low);
  }
}
