package capstan.mnist.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.XYStyler;

class LegendCornerTest {
  private static final double[] PLACES = {0, 5, 10};
  private static final double[] HIGH = {90, 90, 90};

  private static Optional<LegendPosition> of(boolean logarithmic, List<Curve> curves) {
    XYStyler styler = new XYChartBuilder().build().getStyler();
    styler.setXAxisMin(0.0);
    styler.setXAxisMax(10.0);
    styler.setYAxisMin(logarithmic ? 0.01 : 0.0);
    styler.setYAxisMax(100.0);
    return LegendCorner.of(styler, new CurvePanel("", "", "", logarithmic, curves), 700, 460);
  }

  private static Curve curve(double... values) {
    return Curve.of("c", PLACES, values);
  }

  @Test
  void isEmpty() {
    assertThat(of(false, List.of(curve(90, 50, 10)))).contains(LegendPosition.InsideNE);
    assertThat(of(false, List.of(curve(10, 50, 90)))).contains(LegendPosition.InsideSE);
    assertThat(of(false, List.of(curve(90, 50, 90), curve(90, 5, 10))))
        .contains(LegendPosition.InsideSW);
    assertThat(of(false, List.of(curve(10, 50, 90), curve(10, 50, 10))))
        .contains(LegendPosition.InsideNW);
  }

  @Test
  void withoutAnEmptyCornerItIsBelow() {
    assertThat(of(false, List.of(curve(10, 50, 10), curve(90, 50, 90)))).isEmpty();
  }

  @Test
  void endsOfIntervalsCount() {
    Curve bars = curve(60, 60, 60).withIntervals(new double[] {50, 50, 50}, HIGH);
    assertThat(of(false, List.of(bars))).contains(LegendPosition.InsideSW);
  }

  @Test
  void onALogarithmicAxisHeightsAreLogarithms() {
    // 40 is nine tenths up an axis from 0.01 to 100.
    assertThat(of(true, List.of(curve(40, 40, 40)))).contains(LegendPosition.InsideSW);
    assertThat(of(false, List.of(curve(40, 40, 40)))).contains(LegendPosition.InsideNE);
  }

  @Test
  void gapsHideNothing() {
    assertThat(of(false, List.of(curve(90, 90, Double.NaN)))).contains(LegendPosition.InsideNE);
  }

  @Test
  void linesBetweenPointsCount() {
    // Points in the middle of the left and the right edge, and a line through the upper half.
    Curve line = Curve.of("c", new double[] {0, 5, 10}, new double[] {50, 99, 70});
    assertThat(of(false, List.of(line))).contains(LegendPosition.InsideSW);
  }

  @Test
  void aLongNameNeedsMoreRoom() {
    // A short name leaves the point at 5.5 alone, a longer one does not.
    Curve point = Curve.of("c", new double[] {5.5}, new double[] {90});
    assertThat(of(false, List.of(point))).contains(LegendPosition.InsideNE);
    Curve named =
        Curve.of(
            "a run with quite a long name indeed, it goes on",
            new double[] {5.5},
            new double[] {90});
    assertThat(of(false, List.of(named))).contains(LegendPosition.InsideSW);
    assertThat(
            of(false, List.of(Curve.of("name ".repeat(30), new double[] {5.5}, new double[] {90}))))
        .isEmpty();
  }

  @Test
  void manyCurvesHaveItOutside() {
    assertThat(of(false, Collections.nCopies(5, curve(1, 1, 1)))).contains(LegendPosition.InsideNE);
    assertThat(of(false, Collections.nCopies(6, curve(1, 1, 1)))).isEmpty();
  }
}
