package capstan.mnist.picture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CurvesTest {
  private static int coloured(Picture picture) {
    int colour = Palette.colour(0).getRGB() & 0xffffff;
    int count = 0;
    for (int y = 0; y < picture.height(); y++) {
      for (int x = 0; x < picture.width(); x++) {
        count += picture.rgb(x, y) == colour ? 1 : 0;
      }
    }
    return count;
  }

  private static Picture draw(boolean logarithmic, double[] y, double[] low, double[] high)
      throws NoFontException {
    Curve curve = Curve.of("c", new double[] {1.5, 2, 3, 4}, y).withIntervals(low, high);
    return Curves.draw("", List.of(new CurvePanel("", "x", "y", logarithmic, List.of(curve))));
  }

  /** As of a part of a range that no image falls into. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatWasNotMeasuredSpoilsNoAxis(boolean logarithmic) throws NoFontException {
    double none = Double.NaN;
    Picture whole =
        draw(
            logarithmic,
            new double[] {10, 20, 30, 40},
            new double[] {5, 15, 25, 35},
            new double[] {15, 25, 35, 45});
    Picture gap =
        draw(
            logarithmic,
            new double[] {10, none, 30, 40},
            new double[] {5, none, 25, 35},
            new double[] {15, none, 35, 45});
    assertThat(coloured(gap)).isBetween(coloured(whole) / 4, coloured(whole) - 1);
  }

  @Test
  void nothingMeasuredIsSaid() throws NoFontException {
    double[] none = {Double.NaN, Double.NaN, Double.NaN, Double.NaN};
    assertThat(coloured(draw(false, none, none, none))).isZero();
  }
}
