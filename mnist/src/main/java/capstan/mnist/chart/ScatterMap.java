package capstan.mnist.chart;

import capstan.capsnet.text.ShownName;
import capstan.mnist.picture.Canvas;
import capstan.mnist.picture.NoFontException;
import capstan.mnist.picture.Palette;
import capstan.mnist.picture.Picture;
import java.awt.Color;
import java.awt.Font;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import org.eclipse.collections.api.list.primitive.DoubleList;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Points of a plane in groups, each group in a colour, with its name among its points. */
public final class ScatterMap {
  private static final int WIDTH = 960;
  private static final int HEIGHT = 760;
  private static final int TITLE_HEIGHT = 44;
  private static final int OPACITY = 150;

  /** In pixels. */
  private static final int LONGEST_NAME = 160;

  private static final int LONGEST_IN_LEGEND = 140;
  private static final Font LEGEND = new Font(Font.SANS_SERIF, Font.PLAIN, 14);

  /** More groups than this have no legend, and small names among their points. */
  private static final int MOST_IN_LEGEND = 30;

  /** How often a name is moved by its height, up or down, to find room. */
  private static final int MOST_MOVES = 3;

  private ScatterMap() {}

  /**
   * Draws the map.
   *
   * @param title a line over everything
   * @param xTitle what lies along the horizontal axis
   * @param yTitle what lies along the vertical axis
   * @param groups of points, without gaps, in the legend's order; empty ones are left out
   * @param crossed points that are crossed out, whatever their group
   * @throws NoFontException if the machine has no font
   */
  public static Picture draw(
      String title, String xTitle, String yTitle, List<Curve> groups, Curve crossed)
      throws NoFontException {
    Canvas.requireFont();
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .xAxisTitle(xTitle)
            .yAxisTitle(yTitle)
            .build();
    style(chart.getStyler(), groups);
    boolean many = groups.size() > MOST_IN_LEGEND;
    chart.getStyler().setLegendVisible(!many);
    for (int group = 0; group < groups.size(); group++) {
      Color colour = Palette.colour(group);
      XYSeries series = add(chart, group, groups.get(group));
      if (series != null) {
        series.setMarker(SeriesMarkers.CIRCLE);
        series.setMarkerColor(
            new Color(colour.getRed(), colour.getGreen(), colour.getBlue(), OPACITY));
        series.setShowInLegend(false);
        // The legend's circles are opaque: pale ones look alike.
        Curve points = groups.get(group);
        XYSeries opaque =
            chart.addSeries(
                "legend " + group,
                new double[] {points.x().get(0)},
                new double[] {points.y().get(0)});
        opaque.setLabel(
            ShownName.of(Canvas.shortened(groups.get(group).name(), LEGEND, LONGEST_IN_LEGEND)));
        opaque.setXYSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
        opaque.setMarker(SeriesMarkers.CIRCLE);
        opaque.setMarkerColor(colour);
      }
    }
    XYSeries crosses = add(chart, groups.size(), crossed);
    if (crosses != null) {
      crosses.setMarker(SeriesMarkers.CROSS);
      crosses.setMarkerColor(Canvas.INK);
    }
    return Canvas.draw(
        WIDTH,
        TITLE_HEIGHT + HEIGHT,
        canvas -> {
          canvas.title(title, TITLE_HEIGHT / 2.0 + 4, WIDTH);
          var part = (java.awt.Graphics2D) canvas.graphics().create(0, TITLE_HEIGHT, WIDTH, HEIGHT);
          chart.paint(part, WIDTH, HEIGHT);
          part.dispose();
          List<Rectangle2D> taken = new ArrayList<>();
          for (Curve group : groups) {
            name(canvas, chart, group, Canvas.font(many ? 11 : 20, true), taken);
          }
        });
  }

  private static XYSeries add(XYChart chart, int number, Curve group) {
    if (group.x().isEmpty()) {
      return null;
    }
    // By number: two groups may bear one name, such as a class named as the crossed points are.
    XYSeries series = chart.addSeries("" + number, group.x().toArray(), group.y().toArray());
    series.setLabel(ShownName.of(group.name()));
    series.setXYSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
    return series;
  }

  /**
   * Writes a group's name, with a white rim, at the median of its points, or as near to it as there
   * is room; nowhere if other names are all about.
   *
   * @param taken where other names are; its own is added
   */
  private static void name(
      Canvas canvas, XYChart chart, Curve group, Font font, List<Rectangle2D> taken) {
    if (group.x().isEmpty()) {
      return;
    }
    String shown = Canvas.shortened(group.name(), font, LONGEST_NAME);
    double half = Canvas.textWidth(shown, font) / 2.0;
    double x =
        Math.clamp(
            chart.getScreenXFromChart(median(group.x().toArray())),
            chart.getYAxisLeftWidth() + half,
            WIDTH - half);
    double middle = TITLE_HEIGHT + chart.getScreenYFromChart(median(group.y().toArray()));
    double high = font.getSize();
    double y = Double.NaN;
    for (int step = 0; step <= 2 * MOST_MOVES && Double.isNaN(y); step++) {
      // 0, one up, one down, two up, ...
      double moved = middle + (step % 2 == 0 ? 1 : -1) * ((step + 1) / 2) * high;
      Rectangle2D place = new Rectangle2D.Double(x - half, moved - high / 2, 2 * half, high);
      if (taken.stream().noneMatch(place::intersects)) {
        taken.add(place);
        y = moved;
      }
    }
    if (Double.isNaN(y)) {
      return;
    }
    for (int[] rim :
        new int[][] {{-2, 0}, {2, 0}, {0, -2}, {0, 2}, {-1, -1}, {1, 1}, {-1, 1}, {1, -1}}) {
      canvas.text(shown, x + rim[0], y + rim[1], 0.5, font, Color.WHITE);
    }
    canvas.text(shown, x, y, 0.5, font, Canvas.INK);
  }

  private static double median(double[] values) {
    Arrays.sort(values);
    return values[values.length / 2];
  }

  private static double extent(List<Curve> groups, Function<Curve, DoubleList> axis) {
    var all =
        groups.stream()
            .flatMapToDouble(group -> DoubleStream.of(axis.apply(group).toArray()))
            .summaryStatistics();
    return all.getCount() == 0 ? 1 : Math.max(all.getMax() - all.getMin(), Double.MIN_NORMAL);
  }

  private static void style(XYStyler styler, List<Curve> groups) {
    ChartStyle.apply(styler);
    styler.setXAxisTickLabelsFormattingFunction(AxisNames.decimal(extent(groups, Curve::x)));
    styler.setYAxisTickLabelsFormattingFunction(AxisNames.decimal(extent(groups, Curve::y)));
    styler.setLegendPosition(LegendPosition.OutsideE);
    styler.setMarkerSize(6);
  }
}
