package capstan.mnist.chart;

import capstan.capsnet.text.ShownName;
import capstan.mnist.picture.Canvas;
import capstan.mnist.picture.NoFontException;
import capstan.mnist.picture.Palette;
import capstan.mnist.picture.Picture;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
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
  private static final int PANEL_TITLE_HEIGHT = 32;
  private static final int PLOT_TOP = TITLE_HEIGHT + PANEL_TITLE_HEIGHT;
  private static final int AXIS_TITLE_HEIGHT = 22;
  private static final int PLOT_HEIGHT = PANEL_HEIGHT - PANEL_TITLE_HEIGHT - AXIS_TITLE_HEIGHT;

  /** Where an axis in per cent ends at most: a marker at 100 is still whole. */
  private static final double WHOLE = 101.5;

  /** Half the width of the ends of an interval's bar. */
  private static final int BAR_END = 4;

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
    int legends = charts.stream().mapToInt(CurveLegend::height).max().orElse(0);
    return Canvas.draw(
        PANEL_WIDTH * panels.size(),
        TITLE_HEIGHT + PANEL_HEIGHT + legends,
        canvas -> {
          canvas.title(title, TITLE_HEIGHT / 2.0 + 4, PANEL_WIDTH * panels.size());
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
                (Graphics2D) canvas.graphics().create(left, PLOT_TOP, PANEL_WIDTH, PLOT_HEIGHT);
            chart.paint(part, PANEL_WIDTH, PLOT_HEIGHT);
            part.dispose();
            drawTitles(canvas, panels.get(panel), left);
            drawIntervals(canvas, chart, panels.get(panel), left);
            if (panels.get(panel).logarithmic()) {
              AxisNames.logarithmic(canvas, chart, ZeroLevel.of(panels.get(panel)), left, PLOT_TOP);
            }
            AxisNames.places(canvas, chart, named(panels.get(panel), chart), left, PLOT_TOP);
            if (!chart.getStyler().isLegendVisible()) {
              CurveLegend.draw(canvas, chart, left, TITLE_HEIGHT + PANEL_HEIGHT, PANEL_WIDTH);
            }
          }
        });
  }

  /** XChart's own take the room of their letters: plots side by side would differ in height. */
  private static void drawTitles(Canvas canvas, CurvePanel panel, int left) {
    double middle = left + PANEL_WIDTH / 2.0;
    Font font = Canvas.font(15, true);
    String shown = Canvas.shortenedWithin(panel.title(), font, PANEL_WIDTH - 90);
    canvas.text(shown, middle, PLOT_TOP - PANEL_TITLE_HEIGHT / 2.0 + 6, 0.5, font, Canvas.INK);
    double below = PLOT_TOP + PLOT_HEIGHT + AXIS_TITLE_HEIGHT / 2.0 - 2;
    canvas.text(panel.xTitle(), middle, below, 0.5, Canvas.font(14, false), Canvas.INK);
  }

  /** Draws intervals as bars, which XChart would only draw as wide below as above. */
  private static void drawIntervals(Canvas canvas, XYChart chart, CurvePanel panel, int left) {
    double floor = panel.logarithmic() ? ZeroLevel.of(panel).at() : chart.getStyler().getYAxisMin();
    for (int number = 0; number < panel.curves().size(); number++) {
      Curve curve = panel.curves().get(number);
      for (int point = 0; point < curve.low().size(); point++) {
        if (!Double.isFinite(curve.y().get(point))) {
          continue;
        }
        int x = (int) Math.round(left + chart.getScreenXFromChart(curve.x().get(point)));
        int top = screenY(chart, curve.high().get(point));
        int bottom = screenY(chart, Math.max(floor, curve.low().get(point)));
        Color colour = Palette.colour(panel.firstColour() + number);
        canvas.fill(x, top, 1, bottom - top + 1, colour);
        canvas.fill(x - BAR_END, top, 2 * BAR_END + 1, 1, colour);
        canvas.fill(x - BAR_END, bottom, 2 * BAR_END + 1, 1, colour);
      }
    }
  }

  private static int screenY(XYChart chart, double value) {
    return (int) Math.round(PLOT_TOP + chart.getScreenYFromChart(value));
  }

  private static XYChart chart(CurvePanel panel) {
    XYChart chart =
        new XYChartBuilder()
            .width(PANEL_WIDTH)
            .height(PLOT_HEIGHT)
            .yAxisTitle(panel.yTitle())
            .build();
    ChartStyle.apply(chart.getStyler());
    chart.getStyler().setXAxisTitleVisible(false);
    double floor = panel.logarithmic() ? ZeroLevel.of(panel).at() : Double.NEGATIVE_INFINITY;
    for (int curve = 0; curve < panel.curves().size(); curve++) {
      add(chart, panel.curves().get(curve), panel.firstColour() + curve, floor);
    }
    if (!chart.getSeriesCollection().isEmpty()) {
      scale(chart, panel);
      Optional<LegendPosition> corner =
          LegendCorner.of(chart.getStyler(), panel, PANEL_WIDTH, PLOT_HEIGHT);
      corner.ifPresent(chart.getStyler()::setLegendPosition);
      chart.getStyler().setLegendVisible(corner.isPresent());
    }
    return chart;
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
    XYSeries series = chart.addSeries(ShownName.of(curve.name()), curve.x().toArray(), y);
    if (curve.reference()) {
      series.setLineColor(Canvas.FAINT);
      series.setLineStyle(new BasicStroke(1.4f));
      series.setMarker(SeriesMarkers.NONE);
      return;
    }
    series.setLineColor(Palette.colour(number));
    series.setLineStyle(new BasicStroke(2.2f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    series.setMarker(y.length > 60 ? SeriesMarkers.NONE : MARKERS[number % MARKERS.length]);
    series.setMarkerColor(Palette.colour(number));
  }

  /** Gives both axes an extent of their own choosing, also where there is but one point. */
  private static void scale(XYChart chart, CurvePanel panel) {
    boolean logarithmic = panel.logarithmic();
    XYStyler styler = chart.getStyler();
    double left = values(chart, true).min().orElse(0);
    double right = values(chart, true).max().orElse(1);
    // About a single place so little that no other whole number has to be named.
    double margin = right > left ? 0.02 * (right - left) : 0.5;
    styler.setXAxisMin(left - margin);
    styler.setXAxisMax(right + margin);
    // Named by AxisNames; one text for all keeps plots beside each other of one height.
    styler.setXAxisTickLabelsFormattingFunction(place -> "0");
    styler.setXAxisTickLabelsColor(Color.WHITE);
    styler.setXAxisTickMarksColor(Color.WHITE);
    // A logarithmic axis may cut a bar that reaches down to zero.
    DoubleStream lowEnds = panel.finite(Curve::low).filter(end -> !logarithmic || end > 0);
    double low =
        Math.min(
            values(chart, false).min().orElse(0), lowEnds.min().orElse(Double.POSITIVE_INFINITY));
    double high =
        Math.max(
            values(chart, false).max().orElse(1),
            panel.finite(Curve::high).max().orElse(Double.NEGATIVE_INFINITY));
    if (logarithmic) {
      ZeroLevel zero = ZeroLevel.of(panel);
      low = zero.shown() ? Math.min(low, zero.at()) : low;
      styler.setYAxisLogarithmic(true);
      styler.setYAxisTitleVisible(false);
      styler.setYAxisTickLabelsColor(Color.WHITE);
      styler.setYAxisLeftWidthHint(90);
      styler.setYAxisMin(low / 1.25);
      styler.setYAxisMax(panel.ofShares() ? Math.min(high * 1.25, WHOLE) : high * 1.25);
    } else {
      // What differs by less is the rounding of float32.
      boolean differ = high - low > 1e-5 * Math.abs(high);
      double space = differ ? 0.05 * (high - low) : Math.max(Math.abs(high), 1) * 0.5;
      styler.setYAxisTickLabelsFormattingFunction(AxisNames.decimal(high - low + 2 * space));
      styler.setYAxisMin(panel.ofShares() ? Math.max(low - space, 100 - WHOLE) : low - space);
      styler.setYAxisMax(panel.ofShares() ? Math.min(high + space, WHOLE) : high + space);
    }
  }

  /** Places that the axis may name: those of a line that guides the eye, if it has some. */
  private static double[] named(CurvePanel panel, XYChart chart) {
    return panel.curves().stream()
        .filter(curve -> curve.reference() && curve.x().size() > 2)
        .findFirst()
        .map(curve -> curve.x().toArray())
        .orElseGet(() -> values(chart, true).toArray());
  }

  private static DoubleStream values(XYChart chart, boolean horizontal) {
    return chart.getSeriesCollection().stream()
        .flatMapToDouble(
            series -> Arrays.stream(horizontal ? series.getXData() : series.getYData()))
        .filter(Double::isFinite);
  }
}
