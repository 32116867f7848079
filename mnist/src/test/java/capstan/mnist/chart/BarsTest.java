package capstan.mnist.chart;

import static org.assertj.core.api.Assertions.assertThat;

import capstan.mnist.picture.NoFontException;
import capstan.mnist.picture.Palette;
import capstan.mnist.picture.Picture;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BarsTest {
  /** Pixels of a series' colour outside the legend, whose sample is 24 by 12. */
  private static int coloured(Picture picture, int series) {
    int colour = Palette.colour(series).getRGB() & 0xffffff;
    int count = -24 * 12;
    for (int y = 0; y < picture.height(); y++) {
      for (int x = 0; x < picture.width(); x++) {
        count += picture.rgb(x, y) == colour ? 1 : 0;
      }
    }
    return count;
  }

  private static Picture draw(Bars.Bar... bars) throws NoFontException {
    List<String> groups = List.of("one", "two", "three").subList(0, bars.length);
    return Bars.draw("t", groups, List.of(new Bars.Series("s", List.of(bars))));
  }

  private static Bars.Bar bar(double value) {
    return new Bars.Bar(value, Double.NaN, Double.NaN);
  }

  @Test
  void aBarIsAsHighAsItsShare() throws NoFontException {
    int whole = coloured(draw(bar(1)), 0);
    assertThat(whole).isPositive();
    assertThat(coloured(draw(bar(0.5)), 0)).isEqualTo(whole / 2);
    int three = coloured(draw(bar(1), bar(1), bar(1)), 0);
    assertThat(coloured(draw(bar(0.5), bar(0.25), bar(1)), 0)).isEqualTo(three * 7 / 12);
  }

  @Test
  void nothingIsDrawnBelowZeroOrOfNothing() throws NoFontException {
    assertThat(coloured(draw(bar(-0.4)), 0)).isZero();
    assertThat(coloured(draw(bar(Double.NaN)), 0)).isZero();
    assertThat(coloured(draw(bar(0)), 0)).isZero();
  }

  @Test
  void anIntervalCoversTheBarOnlyBelowItsTop() throws NoFontException {
    int alone = coloured(draw(bar(0.5)), 0);
    int covered = coloured(draw(new Bars.Bar(0.5, 0.4, 0.6)), 0);
    // A line of a tenth of the height, and an end of 11 pixels.
    assertThat(alone - covered).isBetween(34 + 10, 34 + 12);
  }

  @Test
  void seriesStandBesideEachOther() throws NoFontException {
    Picture picture =
        Bars.draw(
            "t",
            List.of("one"),
            List.of(
                new Bars.Series("a", List.of(bar(0.2))), new Bars.Series("b", List.of(bar(0.8)))));
    assertThat(coloured(picture, 1)).isEqualTo(4 * coloured(picture, 0));
  }

  private static void assertSame(Picture one, Picture other) {
    assertThat(one.width()).isEqualTo(other.width());
    assertThat(one.height()).isEqualTo(other.height());
    for (int y = 0; y < one.height(); y++) {
      for (int x = 0; x < one.width(); x++) {
        assertThat(one.rgb(x, y)).as("%d, %d", x, y).isEqualTo(other.rgb(x, y));
      }
    }
  }

  @Test
  void anIntervalEndsWhereSharesEnd() throws NoFontException {
    assertSame(draw(new Bars.Bar(0.5, -0.3, 0.6)), draw(new Bars.Bar(0.5, 0, 0.6)));
    assertSame(draw(new Bars.Bar(0.5, 0.4, 1.3)), draw(new Bars.Bar(0.5, 0.4, 1)));
  }

  /** How dark a part is. */
  private static long ink(Picture picture, int left, int right, int top, int bottom) {
    long ink = 0;
    for (int y = top; y < bottom; y++) {
      for (int x = left; x < right; x++) {
        ink += 255 - (picture.rgb(x, y) & 0xff);
      }
    }
    return ink;
  }

  /** Columns with ink in the line of text over bars of no height. */
  private static long inked(Picture picture, int bottom) {
    return IntStream.range(70, picture.width())
        .filter(x -> ink(picture, x, x + 1, bottom - 18, bottom - 2) > 100)
        .count();
  }

  @Test
  void wordsAndNumbersStandWhereTheyBelong() throws NoFontException {
    Picture picture =
        Bars.draw(
            "t", List.of("i", "WWWW"), List.of(new Bars.Series("s", List.of(bar(0), bar(0)))));
    int bottom = 44 + 24 + 340;
    int middle = 70 + (picture.width() - 70 - 24) / 2;
    assertThat(ink(picture, 70, middle, bottom + 2, bottom + 32))
        .isLessThan(ink(picture, middle, picture.width(), bottom + 2, bottom + 32));
    // Of "0.0" and "1.0".
    assertThat(ink(picture, 20, 64, bottom - 9, bottom + 9))
        .isGreaterThan(ink(picture, 20, 64, bottom - 349, bottom - 331));
    // Digits are equally wide, and a number below zero has a sign.
    assertThat(inked(draw(bar(-0.88)), bottom)).isGreaterThan(inked(draw(bar(0)), bottom) + 3);
  }
}
