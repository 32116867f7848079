package capstan.mnist.chart;

import capstan.mnist.picture.Canvas;
import java.awt.BasicStroke;
import java.awt.Font;
import java.awt.Graphics2D;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;

/** A legend below a plot, a row a curve, for names that would hide a part of it inside. */
final class CurveLegend {
  private static final int ROW = 24;
  private static final int INDENT = 90;
  private static final int SAMPLE = 34;
  private static final int GAP = 10;
  private static final int SPACE_BELOW = 14;

  private CurveLegend() {}

  /** Room that it takes. */
  static int height(XYChart chart) {
    return chart.getStyler().isLegendVisible()
        ? 0
        : ROW * chart.getSeriesCollection().size() + SPACE_BELOW;
  }

  /**
   * Draws a line and a name for each curve, in columns.
   *
   * @param canvas where to
   * @param chart whose own is not shown
   * @param left where the plot begins
   * @param top where the legend begins
   * @param width of the plot; a name that is longer is cut
   */
  static void draw(Canvas canvas, XYChart chart, int left, int top, int width) {
    Font font = Canvas.font(14, false);
    int row = 0;
    for (XYSeries series : chart.getSeriesCollection()) {
      int middle = top + ROW * row + ROW / 2;
      int start = left + INDENT;
      Graphics2D graphics = (Graphics2D) canvas.graphics().create();
      graphics.setColor(series.getLineColor());
      graphics.setStroke(new BasicStroke(2.2f));
      graphics.drawLine(start, middle, start + SAMPLE, middle);
      graphics.setColor(series.getMarkerColor());
      series
          .getMarker()
          .paint(graphics, start + SAMPLE / 2, middle, chart.getStyler().getMarkerSize());
      graphics.dispose();
      int text = start + SAMPLE + GAP;
      canvas.text(
          Canvas.shortenedWithin(series.getName(), font, left + width - text - GAP),
          text,
          middle,
          0,
          font,
          Canvas.INK);
      row++;
    }
  }
}
