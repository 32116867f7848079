package capstan.mnist.chart;

import static org.assertj.core.api.Assertions.assertThat;

import capstan.mnist.picture.NoFontException;
import capstan.mnist.picture.Palette;
import capstan.mnist.picture.Picture;
import java.io.IOException;
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

  @Test
  void axesOfSharesEndAtAHundredPerCent() throws IOException {
    double[] x = {0, 1};
    double[] all = {100, 100};
    Curve high = Curve.of("c", x, all);
    for (boolean logarithmic : List.of(false, true)) {
      Picture shares =
          Curves.draw(
              "", List.of(new CurvePanel("", "", "misread, %", logarithmic, List.of(high))));
      Picture points =
          Curves.draw("", List.of(new CurvePanel("", "", "points", logarithmic, List.of(high))));
      // Under the frame at the top, and not in the middle of an axis that goes on to 150.
      assertThat(first(shares, BLUE)).isLessThan(130);
      assertThat(first(points, BLUE)).isGreaterThan(140);
    }
  }

  @Test
  void plotsSideBySideAreOfOneHeight() throws IOException {
    double[] x = {-90, 60};
    CurvePanel one =
        new CurvePanel("error by rotation", "a", "b", false, List.of(Curve.of("c", x, x)));
    CurvePanel two =
        new CurvePanel(
            "difference, gjpy", "Ag", "g", true, List.of(Curve.of("d", x, new double[] {1, 8})));
    Picture picture = Curves.draw("", List.of(one, two));
    for (boolean below : List.of(false, true)) {
      assertThat(frame(picture, 300, below)).isEqualTo(frame(picture, 1000, below));
    }
  }

  @Test
  void aReferenceHasNoColourOfACurve() throws IOException {
    double[] x = {0, 1};
    Curve reference = Curve.of("none", x, new double[] {1, 1}).asReference();
    CurvePanel panel = new CurvePanel("", "", "", false, List.of(Curve.of("c", x, x), reference));
    assertThat(first(Curves.draw("", List.of(panel)), 0xd55e00)).isNegative();
    assertThat(first(Curves.draw("", List.of(panel.coloursFrom(1))), 0xd55e00)).isPositive();
    assertThat(first(Curves.draw("", List.of(panel.coloursFrom(1))), BLUE)).isNegative();
  }

  private static final int BLUE = 0x0072b2;

  /** The uppermost row with a colour at the left, beside the legend; -1 if there is none. */
  private static int first(Picture picture, int colour) {
    for (int y = 0; y < picture.height(); y++) {
      for (int x = 0; x < 300; x++) {
        if (picture.rgb(x, y) == colour) {
          return y;
        }
      }
    }
    return -1;
  }

  /** The first or last row where a plot's frame crosses a column. */
  private static int frame(Picture picture, int column, boolean last) {
    int found = -1;
    for (int y = 0; y < picture.height(); y++) {
      boolean line = true;
      for (int x = column; x < column + 20; x++) {
        line &= picture.rgb(x, y) == 0xd0d7de;
      }
      found = line && (last || found < 0) ? y : found;
    }
    assertThat(found).isPositive();
    return found;
  }
}
