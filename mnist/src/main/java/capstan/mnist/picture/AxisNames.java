package capstan.mnist.picture;

import java.awt.Font;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.function.Function;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.XYStyler;

/** What stands beside the axes of a plot where XChart's own names would not do. */
final class AxisNames {
  /** Where the middle of a logarithmic axis' title lies. */
  private static final int TITLE = 28;

  /** Decimals of a name beyond those that the axis' extent begins with; more would be noise. */
  private static final int DECIMALS = 3;

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
    canvas.textUpwards(chart.getYAxisTitle(), left + TITLE, top + middle, Canvas.font(14, false));
  }

  /**
   * Names whole numbers under the plot: XChart's ticks fall between epochs as soon as on them.
   *
   * @param canvas where to
   * @param chart painted before, without these names
   * @param left where it begins
   * @param top where it begins
   */
  static void wholeNumbers(Canvas canvas, XYChart chart, int left, int top) {
    XYStyler styler = chart.getStyler();
    double bottom = top + chart.getScreenYFromChart(styler.getYAxisMin()) + 26;
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
}
