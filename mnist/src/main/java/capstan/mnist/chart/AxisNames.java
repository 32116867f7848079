package capstan.mnist.chart;

import capstan.mnist.picture.Canvas;
import java.awt.Font;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.function.Function;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.XYStyler;

/** What stands beside the axes of a plot where XChart's own names would not do. */
final class AxisNames {
  /** Where the middle of a logarithmic axis' title lies. */
  private static final int TITLE = 28;

  /** Decimals of a name beyond those that the axis' extent begins with; more would be noise. */
  private static final int DECIMALS = 3;

  /** Where the middle of a name under the plot lies, and how long the mark above it is. */
  private static final int BELOW = 26;

  private static final int MARK = 5;

  /** From the least value down to the plot's frame. */
  private static final int FRAME = 13;

  private AxisNames() {}

  /**
   * Names of a linear axis, such as 0.05, which XChart may write as .05.
   *
   * @param extent from one end of the axis to the other
   */
  static Function<Double, String> decimal(double extent) {
    int decimals =
        extent > 0 ? Math.max(0, DECIMALS - (int) Math.floor(Math.log10(extent))) : DECIMALS;
    return value ->
        Math.abs(value) < 1e-9 * extent
            ? "0"
            : BigDecimal.valueOf(value)
                .setScale(decimals, RoundingMode.HALF_EVEN)
                .stripTrailingZeros()
                .toPlainString();
  }

  /**
   * Names more of a logarithmic vertical axis than the powers of ten, often only one, that XChart
   * names, and writes its title, which XChart would put over names that it does not know of.
   *
   * @param canvas where to
   * @param chart painted before, without these names
   * @param zero where a zero is shown, if there is one
   * @param left where it begins
   * @param top where it begins
   */
  static void logarithmic(Canvas canvas, XYChart chart, ZeroLevel zero, int left, int top) {
    XYStyler styler = chart.getStyler();
    double low = styler.getYAxisMin();
    double high = styler.getYAxisMax();
    double right = left + chart.getYAxisLeftWidth() - 10;
    Font font = Canvas.font(13, false);
    LogarithmicTicks.between(low, high)
        .forEach(
            tick -> {
              if (zero.isAbove(tick)) {
                canvas.text(
                    LogarithmicTicks.label(tick),
                    right,
                    top + chart.getScreenYFromChart(tick),
                    1,
                    font,
                    Canvas.INK);
              }
            });
    if (zero.shown()) {
      canvas.text("0", right, top + chart.getScreenYFromChart(zero.at()), 1, font, Canvas.INK);
    }
    double middle = (chart.getScreenYFromChart(low) + chart.getScreenYFromChart(high)) / 2;
    canvas.textUpwards(
        chart.getYAxisTitle(), left + TITLE, top + middle, 0.5, Canvas.font(14, false), Canvas.INK);
  }

  /**
   * Names places under the plot where something was measured: XChart's ticks fall between epochs as
   * soon as on them.
   *
   * @param canvas where to
   * @param chart painted before, without these names
   * @param measured the places of all points
   * @param left where it begins
   * @param top where it begins
   */
  static void places(Canvas canvas, XYChart chart, double[] measured, int left, int top) {
    double least = Arrays.stream(measured).min().orElse(0);
    double greatest = Arrays.stream(measured).max().orElse(0);
    Function<Double, String> names = decimal(greatest - least);
    Font font = Canvas.font(13, false);
    double bottom = top + chart.getScreenYFromChart(chart.getStyler().getYAxisMin());
    double pixels = chart.getScreenXFromChart(greatest) - chart.getScreenXFromChart(least);
    for (double place :
        HorizontalTicks.of(measured, pixels, names::apply, name -> Canvas.textWidth(name, font))) {
      double x = left + chart.getScreenXFromChart(place);
      canvas.fill(
          (int) Math.round(x), (int) Math.round(bottom) + FRAME - MARK, 1, MARK, Canvas.FAINT);
      canvas.text(names.apply(place), x, bottom + BELOW, 0.5, font, Canvas.INK);
    }
  }
}
