package capstan.mnist.picture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.XYStyler;

class LegendCornerTest {
  private static final double[] PLACES = {0, 5, 10};
  private static final double[] HIGH = {90, 90, 90};

  private static LegendPosition of(boolean logarithmic, List<Curve> curves) {
    XYStyler styler = new XYChartBuilder().build().getStyler();
    styler.setXAxisMin(0.0);
    styler.setXAxisMax(10.0);
    styler.setYAxisMin(logarithmic ? 0.01 : 0.0);
    styler.setYAxisMax(100.0);
    return LegendCorner.of(styler, new CurvePanel("", "", "", logarithmic, curves));
  }

  private static Curve curve(double... values) {
    return Curve.of("c", PLACES, values);
  }

  @Test
  void isEmpty() {
    assertThat(of(false, List.of(curve(90, 50, 10)))).isEqualTo(LegendPosition.InsideNE);
    assertThat(of(false, List.of(curve(10, 50, 90)))).isEqualTo(LegendPosition.InsideSE);
    assertThat(of(false, List.of(curve(90, 50, 90), curve(90, 5, 10))))
        .isEqualTo(LegendPosition.InsideSW);
    assertThat(of(false, List.of(curve(10, 50, 90), curve(10, 50, 10))))
        .isEqualTo(LegendPosition.InsideNW);
  }

  @Test
  void withoutAnEmptyCornerItIsBelow() {
    assertThat(of(false, List.of(curve(10, 50, 10), curve(90, 50, 90))))
        .isEqualTo(LegendPosition.OutsideS);
  }

  @Test
  void endsOfIntervalsCount() {
    Curve bars = curve(60, 60, 60).withIntervals(new double[] {50, 50, 50}, HIGH);
    assertThat(of(false, List.of(bars))).isEqualTo(LegendPosition.InsideSW);
  }

  @Test
  void onALogarithmicAxisHeightsAreLogarithms() {
    // 10 is three quarters up an axis from 0.01 to 100.
    assertThat(of(true, List.of(curve(10, 10, 10)))).isEqualTo(LegendPosition.InsideSW);
    assertThat(of(false, List.of(curve(10, 10, 10)))).isEqualTo(LegendPosition.InsideNE);
  }

  @Test
  void gapsHideNothing() {
    assertThat(of(false, List.of(curve(90, 90, Double.NaN)))).isEqualTo(LegendPosition.InsideNE);
  }

  @Test
  void manyCurvesHaveItOutside() {
    assertThat(of(false, Collections.nCopies(5, curve(1, 1, 1))))
        .isEqualTo(LegendPosition.InsideNE);
    assertThat(of(false, Collections.nCopies(6, curve(1, 1, 1))))
        .isEqualTo(LegendPosition.OutsideE);
  }
}
