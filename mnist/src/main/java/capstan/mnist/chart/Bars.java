package capstan.mnist.chart;

import capstan.mnist.picture.Canvas;
import capstan.mnist.picture.NoFontException;
import capstan.mnist.picture.Palette;
import capstan.mnist.picture.Picture;
import capstan.mnist.text.Figures;
import java.awt.Color;
import java.awt.Font;
import java.awt.Rectangle;
import java.util.List;

/** Shares from 0 to 1 as bars, in groups, with the interval of each. */
public final class Bars {
  private static final int TITLE_HEIGHT = 44;
  private static final int PLOT_HEIGHT = 340;
  private static final int LEFT = 70;
  private static final int RIGHT = 24;
  private static final int NARROWEST = 44;
  private static final int BAR_GAP = 8;
  private static final int GROUP_GAP = 46;
  private static final int NAME_HEIGHT = 34;
  private static final int ROW = 24;
  private static final int END = 5;
  private static final int LEAST_PLOT = 800;

  private Bars() {}

  /**
   * One colour's bars.
   *
   * @param name what the legend says
   * @param bars one a group
   */
  public record Series(String name, List<Bar> bars) {
    /** Copies the list. */
    public Series {
      bars = List.copyOf(bars);
    }
  }

  /**
   * One bar.
   *
   * @param value at most 1; no bar if it is 0 or less, and neither bar nor number if it is NaN
   * @param low lower end of its interval; NaN for none
   * @param high its upper end
   */
  public record Bar(double value, double low, double high) {}

  /**
   * Draws bars.
   *
   * @param title a line over everything
   * @param groups their names, left to right
   * @param series at least one, with a bar for each group
   * @throws NoFontException if the machine has no font
   */
  public static Picture draw(String title, List<String> groups, List<Series> series)
      throws NoFontException {
    Canvas.requireFont();
    int room = LEAST_PLOT / groups.size() - GROUP_GAP;
    int bar = Math.max(NARROWEST, (room + BAR_GAP) / series.size() - BAR_GAP);
    int group = series.size() * (bar + BAR_GAP) - BAR_GAP;
    int plot = groups.size() * (group + GROUP_GAP);
    int width = LEFT + plot + RIGHT;
    int bottom = TITLE_HEIGHT + 24 + PLOT_HEIGHT;
    return Canvas.draw(
        width,
        bottom + NAME_HEIGHT + ROW * series.size() + 14,
        canvas -> {
          canvas.title(title, TITLE_HEIGHT / 2.0 + 4, width);
          Font small = Canvas.font(13, false);
          for (int tick = 0; tick <= 5; tick++) {
            int y = bottom - tick * PLOT_HEIGHT / 5;
            canvas.fill(LEFT, y, plot, 1, Canvas.LINE);
            canvas.text(Figures.decimal(tick / 5.0, 1), LEFT - 10, y, 1, small, Canvas.FAINT);
          }
          for (int place = 0; place < groups.size(); place++) {
            int left = LEFT + GROUP_GAP / 2 + place * (group + GROUP_GAP);
            for (int number = 0; number < series.size(); number++) {
              int from = left + number * (bar + BAR_GAP);
              Rectangle frame = new Rectangle(from, bottom - PLOT_HEIGHT, bar, PLOT_HEIGHT);
              drawBar(canvas, series.get(number).bars().get(place), frame, Palette.colour(number));
            }
            Font font = Canvas.font(15, true);
            canvas.text(groups.get(place), left + group / 2.0, bottom + 18, 0.5, font, Canvas.INK);
          }
          for (int number = 0; number < series.size(); number++) {
            int middle = bottom + NAME_HEIGHT + ROW * number + ROW / 2;
            canvas.fill(LEFT, middle - 6, 24, 12, Palette.colour(number));
            Font font = Canvas.font(14, false);
            String name =
                Canvas.shortenedWithin(series.get(number).name(), font, width - LEFT - 60);
            canvas.text(name, LEFT + 34, middle, 0, font, Canvas.INK);
          }
        });
  }

  /** The frame is what a bar of 1 fills. */
  private static void drawBar(Canvas canvas, Bar bar, Rectangle frame, Color colour) {
    if (Double.isNaN(bar.value())) {
      return;
    }
    int top = screenY(bar.value(), frame);
    canvas.fill(frame.x, top, frame.width, frame.y + frame.height - top, colour);
    int over = top;
    int middle = frame.x + frame.width / 2;
    if (Double.isFinite(bar.high())) {
      over = screenY(bar.high(), frame);
      int under = screenY(bar.low(), frame);
      canvas.fill(middle, over, 1, under - over + 1, Canvas.INK);
      canvas.fill(middle - END, over, 2 * END + 1, 1, Canvas.INK);
      canvas.fill(middle - END, under, 2 * END + 1, 1, Canvas.INK);
    }
    String value = (bar.value() < 0 ? "−" : "") + Figures.decimal(Math.abs(bar.value()), 2);
    canvas.text(value, middle, over - 11, 0.5, Canvas.font(13, false), Canvas.INK);
  }

  private static int screenY(double value, Rectangle frame) {
    return frame.y + frame.height - (int) Math.round(Math.clamp(value, 0, 1) * frame.height);
  }
}
