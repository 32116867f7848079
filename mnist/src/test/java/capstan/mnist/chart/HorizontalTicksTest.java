package capstan.mnist.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class HorizontalTicksTest {
  private static double[] ticks(double pixels, double... measured) {
    return HorizontalTicks.of(
        measured, pixels, place -> Long.toString(Math.round(place)), name -> 8 * name.length());
  }

  private static double[] range(double low, double high, double step) {
    return DoubleStream.iterate(low, x -> x <= high, x -> x + step).toArray();
  }

  @Test
  void fewPlacesAreAllNamed() {
    assertThat(ticks(500, 3, 1, 2, 2)).containsExactly(1, 2, 3);
    assertThat(ticks(500, 7)).containsExactly(7);
    assertThat(ticks(500)).isEmpty();
    assertThat(ticks(550, range(-90, 90, 15))).containsExactly(range(-90, 90, 15));
  }

  @Test
  void ofManyOnlyPlacesThatWereMeasuredAreNamedTheEndsIncluded() {
    assertThat(ticks(550, range(-90, 90, 5))).containsExactly(range(-90, 90, 15));
    assertThat(ticks(300, range(-90, 90, 5))).containsExactly(range(-90, 90, 30));
    assertThat(ticks(550, range(-90, 90, 1))).containsExactly(range(-90, 90, 15));
  }

  @Test
  void epochsHaveRoundNumbers() {
    assertThat(ticks(550, range(1, 61, 1)))
        .containsExactly(5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55, 60);
    assertThat(ticks(550, range(1, 24, 1))).containsExactly(range(2, 24, 2));
  }

  @Test
  void unevenPlacesThatWouldOverlapGiveWayToRoundNumbers() {
    assertThat(ticks(500, 0, 1, 2, 1000)).containsExactly(range(0, 1000, 100));
  }
}
