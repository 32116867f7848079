package capstan.mnist.picture;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Plots side by side, each with any number of curves. */
public final class Curves {
  private static final int PANEL_WIDTH = 700;
  private static final int PANEL_HEIGHT = 460;
  private static final int TITLE_HEIGHT = 44;

  /** A legend of more would hide what it explains. */
  private static final int MANY_CURVES = 5;

  /** Where the middle of a logarithmic axis' title lies. */
  private static final int AXIS_TITLE = 28;

  /** Half the width of the ends of an interval's bar. */
  private static final int BAR_END = 4;

  /** Where a legend may lie inside, the usual place first. */
  private static final List<LegendPosition> CORNERS =
      List.of(
          LegendPosition.InsideNE,
          LegendPosition.InsideSW,
          LegendPosition.InsideSE,
          LegendPosition.InsideNW);

  private static final Marker[] MARKERS = {
    SeriesMarkers.CIRCLE, SeriesMarkers.SQUARE, SeriesMarkers.DIAMOND, SeriesMarkers.TRIANGLE_UP
  };

  private Curves() {}

  /**
   * Draws panels side by side.
   *
   * @param title a line over everything
   * @param panels at least one, left to right
   * @throws IllegalArgumentException if there is no panel
   * @throws NoFontException if the machine has no font
   */
  public static Picture draw(String title, List<CurvePanel> panels) throws NoFontException {
    if (panels.isEmpty()) {
      throw new IllegalArgumentException("no panel to draw");
    }
    Canvas.requireFont();
    List<XYChart> charts = panels.stream().map(Curves::chart).toList();
    return Canvas.draw(
        PANEL_WIDTH * panels.size(),
        TITLE_HEIGHT + PANEL_HEIGHT,
        canvas -> {
          canvas.text(title, 24, TITLE_HEIGHT / 2.0 + 4, 0, Canvas.font(18, true), Canvas.INK);
          for (int panel = 0; panel < charts.size(); panel++) {
            XYChart chart = charts.get(panel);
            int left = panel * PANEL_WIDTH;
            if (chart.getSeriesCollection().isEmpty()) {
              canvas.text(
                  panels.get(panel).title() + ": nothing measured yet",
                  left + PANEL_WIDTH / 2.0,
                  TITLE_HEIGHT + PANEL_HEIGHT / 2.0,
                  0.5,
                  Canvas.font(15, false),
                  Canvas.FAINT);
              continue;
            }
            Graphics2D part =
                (Graphics2D)
                    canvas.graphics().create(left, TITLE_HEIGHT, PANEL_WIDTH, PANEL_HEIGHT);
            chart.paint(part, PANEL_WIDTH, PANEL_HEIGHT);
            part.dispose();
            drawIntervals(canvas, chart, panels.get(panel), left);
            if (panels.get(panel).logarithmic()) {
              nameTicks(canvas, chart, left);
              nameAxis(canvas, chart, left);
            }
            if (hasWholeAbscissas(chart)) {
              nameWholeNumbers(canvas, chart, left);
            }
          }
        });
  }

  /** Draws intervals as bars, which XChart would only draw as wide below as above. */
  private static void drawIntervals(Canvas canvas, XYChart chart, CurvePanel panel, int left) {
    double floor = chart.getStyler().getYAxisMin();
    for (int number = 0; number < panel.curves().size(); number++) {
      Curve curve = panel.curves().get(number);
      for (int point = 0; point < curve.low().size(); point++) {
        if (!Double.isFinite(curve.y().get(point))) {
          continue;
        }
        int x = (int) Math.round(left + chart.getScreenXFromChart(curve.x().get(point)));
        int top = screenY(chart, curve.high().get(point));
        int bottom = screenY(chart, Math.max(floor, curve.low().get(point)));
        Color colour = Palette.colour(number);
        canvas.fill(x, top, 1, bottom - top + 1, colour);
        canvas.fill(x - BAR_END, top, 2 * BAR_END + 1, 1, colour);
        canvas.fill(x - BAR_END, bottom, 2 * BAR_END + 1, 1, colour);
      }
    }
  }

  private static int screenY(XYChart chart, double value) {
    return (int) Math.round(TITLE_HEIGHT + chart.getScreenYFromChart(value));
  }

  /** Names more of a logarithmic axis than the powers of ten, often only one, that XChart names. */
  private static void nameTicks(Canvas canvas, XYChart chart, int left) {
    XYStyler styler = chart.getStyler();
    double right = left + chart.getYAxisLeftWidth() - 10;
    LogarithmicTicks.between(styler.getYAxisMin(), styler.getYAxisMax())
        .forEach(
            tick ->
                canvas.text(
                    LogarithmicTicks.label(tick),
                    right,
                    TITLE_HEIGHT + chart.getScreenYFromChart(tick),
                    1,
                    Canvas.font(13, false),
                    Canvas.INK));
  }

  /**
   * Writes a logarithmic axis' title, which XChart would put over the ticks' names that it does not
   * know of.
   */
  private static void nameAxis(Canvas canvas, XYChart chart, int left) {
    XYStyler styler = chart.getStyler();
    double middle =
        (chart.getScreenYFromChart(styler.getYAxisMin())
                + chart.getScreenYFromChart(styler.getYAxisMax()))
            / 2;
    canvas.textUpwards(
        chart.getYAxisTitle(), left + AXIS_TITLE, TITLE_HEIGHT + middle, Canvas.font(14, false));
  }

  /** Names whole numbers under the plot: XChart's ticks fall between epochs as soon as on them. */
  private static void nameWholeNumbers(Canvas canvas, XYChart chart, int left) {
    XYStyler styler = chart.getStyler();
    double bottom = TITLE_HEIGHT + chart.getScreenYFromChart(styler.getYAxisMin()) + 26;
    double first = Math.ceil(styler.getXAxisMin());
    int most = styler.getXAxisMax() < 10_000 ? 12 : 6;
    long step = wholeStep(styler.getXAxisMax() - first, most);
    double start = Math.ceil(first / step) * step;
    for (double x = start; x <= styler.getXAxisMax(); x += step) {
      canvas.text(
          Long.toString(Math.round(x)),
          left + chart.getScreenXFromChart(x),
          bottom,
          0.5,
          Canvas.font(13, false),
          Canvas.INK);
    }
  }

  /** The smallest of 1, 2, 5, 10, 20, … that leaves no more labels than have room. */
  private static long wholeStep(double extent, int most) {
    long step = 1;
    for (int turn = 0; extent / step > most; turn++) {
      step = turn % 3 == 1 ? step / 2 * 5 : step * 2;
    }
    return step;
  }

  private static boolean hasWholeAbscissas(XYChart chart) {
    return values(chart, true).allMatch(Curves::isWhole);
  }

  private static XYChart chart(CurvePanel panel) {
    XYChart chart =
        new XYChartBuilder()
            .width(PANEL_WIDTH)
            .height(PANEL_HEIGHT)
            .title(panel.title())
            .xAxisTitle(panel.xTitle())
            .yAxisTitle(panel.yTitle())
            .build();
    ChartStyle.apply(chart.getStyler());
    double floor = panel.logarithmic() ? floor(panel) : Double.NEGATIVE_INFINITY;
    for (int curve = 0; curve < panel.curves().size(); curve++) {
      add(chart, panel.curves().get(curve), curve, floor);
    }
    scale(chart, panel);
    chart.getStyler().setLegendPosition(legend(chart, panel.logarithmic()));
    return chart;
  }

  /** The corner where a legend hides fewest points, or outside if it would be large. */
  private static LegendPosition legend(XYChart chart, boolean logarithmic) {
    if (chart.getSeriesCollection().size() > MANY_CURVES) {
      return LegendPosition.OutsideE;
    }
    XYStyler styler = chart.getStyler();
    LegendPosition best = LegendPosition.InsideNE;
    long fewest = Long.MAX_VALUE;
    for (LegendPosition corner : CORNERS) {
      long hidden = 0;
      for (XYSeries series : chart.getSeriesCollection()) {
        for (int point = 0; point < series.getXData().length; point++) {
          double x = share(series.getXData()[point], styler.getXAxisMin(), styler.getXAxisMax());
          double y =
              logarithmic
                  ? share(
                      Math.log(series.getYData()[point]),
                      Math.log(styler.getYAxisMin()),
                      Math.log(styler.getYAxisMax()))
                  : share(series.getYData()[point], styler.getYAxisMin(), styler.getYAxisMax());
          boolean right = corner == LegendPosition.InsideNE || corner == LegendPosition.InsideSE;
          boolean top = corner == LegendPosition.InsideNE || corner == LegendPosition.InsideNW;
          hidden += (right ? x > 0.55 : x < 0.45) && (top ? y > 0.65 : y < 0.35) ? 1 : 0;
        }
      }
      if (hidden < fewest) {
        fewest = hidden;
        best = corner;
      }
    }
    return best;
  }

  private static double share(double value, double low, double high) {
    return (value - low) / (high - low);
  }

  /** Where a logarithmic axis shows a zero: half of the smallest value that is none. */
  private static double floor(CurvePanel panel) {
    return panel.curves().stream()
            .flatMapToDouble(curve -> DoubleStream.of(curve.y().toArray()))
            .filter(value -> value > 0 && Double.isFinite(value))
            .min()
            .orElse(1)
        / 2;
  }

  private static void add(XYChart chart, Curve curve, int number, double floor) {
    double[] y = curve.y().toArray();
    boolean any = false;
    for (int point = 0; point < y.length; point++) {
      boolean finite = Double.isFinite(y[point]);
      y[point] = finite ? Math.max(y[point], floor) : Double.NaN;
      any |= finite;
    }
    if (!any) {
      return;
    }
    XYSeries series = chart.addSeries(curve.name(), curve.x().toArray(), y);
    series.setLineColor(Palette.colour(number));
    series.setLineStyle(new BasicStroke(2.2f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    series.setMarker(y.length > 60 ? SeriesMarkers.NONE : MARKERS[number % MARKERS.length]);
    series.setMarkerColor(Palette.colour(number));
  }

  /** Gives both axes an extent of their own choosing, also where there is but one point. */
  private static void scale(XYChart chart, CurvePanel panel) {
    boolean logarithmic = panel.logarithmic();
    if (chart.getSeriesCollection().isEmpty()) {
      return;
    }
    XYStyler styler = chart.getStyler();
    double left = values(chart, true).min().orElse(0);
    double right = values(chart, true).max().orElse(1);
    // About a single place so little that no other whole number has to be named.
    double margin = right > left ? 0.02 * (right - left) : 0.5;
    styler.setXAxisMin(left - margin);
    styler.setXAxisMax(right + margin);
    if (hasWholeAbscissas(chart)) {
      styler.setXAxisTickLabelsColor(Color.WHITE);
    }
    double low = Math.min(values(chart, false).min().orElse(0), lowestEnd(panel));
    double high = Math.max(values(chart, false).max().orElse(1), highestEnd(panel));
    if (logarithmic) {
      styler.setYAxisLogarithmic(true);
      styler.setYAxisTitleVisible(false);
      styler.setYAxisTickLabelsColor(Color.WHITE);
      styler.setYAxisLeftWidthHint(90);
      styler.setYAxisMin(low / 1.25);
      styler.setYAxisMax(high * 1.25);
    } else {
      double space = high > low ? 0.05 * (high - low) : Math.max(Math.abs(high), 1) * 0.5;
      styler.setYAxisMin(low - space);
      styler.setYAxisMax(high + space);
    }
  }

  /** A logarithmic axis may cut a bar that reaches down to zero. */
  private static double lowestEnd(CurvePanel panel) {
    return panel.curves().stream()
        .flatMapToDouble(curve -> DoubleStream.of(curve.low().toArray()))
        .filter(end -> !panel.logarithmic() || end > 0)
        .min()
        .orElse(Double.POSITIVE_INFINITY);
  }

  private static double highestEnd(CurvePanel panel) {
    return panel.curves().stream()
        .flatMapToDouble(curve -> DoubleStream.of(curve.high().toArray()))
        .max()
        .orElse(Double.NEGATIVE_INFINITY);
  }

  private static DoubleStream values(XYChart chart, boolean horizontal) {
    return chart.getSeriesCollection().stream()
        .flatMapToDouble(
            series -> Arrays.stream(horizontal ? series.getXData() : series.getYData()))
        .filter(Double::isFinite);
  }

  /** Epochs and steps are whole: nothing between two of them gets a label. */
  private static boolean isWhole(double x) {
    return Math.abs(x - Math.rint(x)) < 1e-9;
  }
}
