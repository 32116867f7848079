package capstan.mnist.chart;

import static org.assertj.core.api.Assertions.assertThat;

import capstan.mnist.picture.Canvas;
import capstan.mnist.picture.NoFontException;
import capstan.mnist.picture.Palette;
import capstan.mnist.picture.Picture;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScatterMapTest {
  private static final Curve NONE = Curve.of("misread", new double[0], new double[0]);

  private static Curve group(String name, double x, double y) {
    return Curve.of(name, new double[] {x, x + 0.1, x + 0.2}, new double[] {y, y, y + 0.1});
  }

  private static int count(Picture picture, int colour, int from, int to) {
    int count = 0;
    for (int y = 0; y < picture.height(); y++) {
      for (int x = from; x < to; x++) {
        count += picture.rgb(x, y) == colour ? 1 : 0;
      }
    }
    return count;
  }

  @Test
  void theLegendHasTheColoursThemselves() throws NoFontException {
    Picture picture =
        ScatterMap.draw("", "x", "y", List.of(group("a", 0, 0), group("b", 1, 1)), NONE);
    for (int number = 0; number < 2; number++) {
      int colour = Palette.colour(number).getRGB() & 0xffffff;
      assertThat(count(picture, colour, picture.width() - 100, picture.width())).isPositive();
    }
  }

  /** A name at the left edge would be cut and would cover the axis. */
  @Test
  void longNamesStayInThePicture() throws NoFontException {
    String name = "a very long name of a class that nobody could read";
    Picture picture =
        ScatterMap.draw("", "x", "y", List.of(group(name, 0, 0), group("b", 9, 9)), NONE);
    Picture plain =
        ScatterMap.draw("", "x", "y", List.of(group("a", 0, 0), group("b", 9, 9)), NONE);
    int ink = Canvas.INK.getRGB() & 0xffffff;
    assertThat(count(picture, ink, 0, 60)).isEqualTo(count(plain, ink, 0, 60));
    assertThat(picture.width()).isEqualTo(plain.width());
  }

  @Test
  void nothingAtAllCanBeDrawn() throws NoFontException {
    Picture picture = ScatterMap.draw("", "x", "y", List.of(NONE), NONE);
    assertThat(picture.width()).isGreaterThan(100);
  }
}
