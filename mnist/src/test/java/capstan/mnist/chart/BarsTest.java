package capstan.mnist.chart;

import static org.assertj.core.api.Assertions.assertThat;

import capstan.mnist.picture.NoFontException;
import capstan.mnist.picture.Palette;
import capstan.mnist.picture.Picture;
import java.util.List;
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
}
