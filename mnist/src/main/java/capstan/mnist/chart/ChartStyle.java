package capstan.mnist.chart;

import capstan.mnist.picture.Canvas;
import java.awt.BasicStroke;
import java.awt.Color;
import java.util.Locale;
import org.knowm.xchart.style.XYStyler;

/** How every chart looks. */
final class ChartStyle {
  private ChartStyle() {}

  /** Fonts and colours as on the rest of a sheet. */
  static void apply(XYStyler styler) {
    styler.setLocale(Locale.ROOT);
    styler.setBaseFont(Canvas.font(14, false));
    styler.setChartTitleVisible(false);
    styler.setAxisTitleFont(Canvas.font(14, false));
    styler.setAxisTickLabelsFont(Canvas.font(13, false));
    styler.setLegendFont(Canvas.font(14, false));
    styler.setChartFontColor(Canvas.INK);
    styler.setChartBackgroundColor(Color.WHITE);
    styler.setPlotBackgroundColor(Color.WHITE);
    styler.setPlotBorderColor(Canvas.LINE);
    styler.setPlotGridLinesColor(new Color(0xe6eaee));
    styler.setPlotGridLinesStroke(new BasicStroke(1));
    styler.setAxisTickMarksColor(Canvas.LINE);
    styler.setLegendBorderColor(Canvas.LINE);
    styler.setMarkerSize(7);
  }
}
