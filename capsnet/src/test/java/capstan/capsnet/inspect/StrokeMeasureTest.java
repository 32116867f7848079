package capstan.capsnet.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Shapes whose measures are known. */
class StrokeMeasureTest {
  private static final int SIDE = 40;

  private static double of(StrokeMeasure measure, float... pixels) {
    return StrokeMeasure.of(pixels, 0, SIDE, SIDE, 1)[measure.place()];
  }

  /** A bar of 3 by 30 whose rows each lie {@code lean} columns further left than the one above. */
  private static float[] bar(double lean, float ink) {
    float[] pixels = new float[SIDE * SIDE];
    for (int row = 0; row < 30; row++) {
      int left = (int) Math.round(18 - lean * (row - 14.5));
      for (int x = 0; x < 3; x++) {
        pixels[(row + 4) * SIDE + left + x] = ink;
      }
    }
    return pixels;
  }

  @Test
  void placesFollowTheOrderOfTheMeasures() {
    int place = 0;
    for (StrokeMeasure measure : StrokeMeasure.values()) {
      assertThat(measure.place()).isEqualTo(place++);
    }
  }

  @Test
  void anUprightBar() {
    float[] bar = bar(0, 1);
    assertThat(of(StrokeMeasure.INK, bar)).isEqualTo(90);
    assertThat(of(StrokeMeasure.WIDTH, bar)).isCloseTo(3, within(1e-9));
    assertThat(of(StrokeMeasure.HEIGHT, bar)).isCloseTo(30, within(1e-9));
    assertThat(of(StrokeMeasure.ACROSS, bar)).isCloseTo(19, within(1e-9));
    assertThat(of(StrokeMeasure.DOWN, bar)).isCloseTo(18.5, within(1e-9));
    assertThat(of(StrokeMeasure.SLANT, bar)).isCloseTo(0, within(1e-9));
    assertThat(of(StrokeMeasure.THICKNESS, bar)).isBetween(2.6, 3.0);
  }

  @Test
  void aLeaningBar() {
    assertThat(of(StrokeMeasure.SLANT, bar(0.5, 1)))
        .isCloseTo(Math.toDegrees(Math.atan(0.5)), within(0.5));
    assertThat(of(StrokeMeasure.SLANT, bar(-0.5, 1)))
        .isCloseTo(-Math.toDegrees(Math.atan(0.5)), within(0.5));
  }

  @Test
  void faintInkIsLessInkButNoThinnerStroke() {
    assertThat(of(StrokeMeasure.INK, bar(0, 0.5f))).isCloseTo(45, within(1e-5));
    assertThat(of(StrokeMeasure.THICKNESS, bar(0, 0.5f)))
        .isCloseTo(of(StrokeMeasure.THICKNESS, bar(0, 1)), within(1e-6));
  }

  @Test
  void colourCountsByItsMean() {
    float[] colour = {0, 0, 1, 0.5f};
    assertThat(StrokeMeasure.of(colour, 0, 1, 2, 2)[StrokeMeasure.INK.place()])
        .isCloseTo(0.75, within(1e-6));
    assertThat(StrokeMeasure.of(colour, 0, 1, 2, 2)[StrokeMeasure.ACROSS.place()]).isEqualTo(1);
  }

  @Test
  void namesNeedEvidenceAndSize() {
    int measures = StrokeMeasure.values().length;
    double[] means = new double[measures];
    double[] errors = new double[measures];
    double[] spreads = new double[measures];
    means[StrokeMeasure.SLANT.place()] = -12;
    errors[StrokeMeasure.SLANT.place()] = 2;
    spreads[StrokeMeasure.SLANT.place()] = 8;
    // Beyond doubt, but nobody would see it.
    means[StrokeMeasure.WIDTH.place()] = 0.5;
    // Large, but in doubt.
    means[StrokeMeasure.INK.place()] = 100;
    errors[StrokeMeasure.INK.place()] = 60;
    // Less than digits differ by.
    means[StrokeMeasure.HEIGHT.place()] = 2;
    spreads[StrokeMeasure.HEIGHT.place()] = 3;
    // The strongest.
    means[StrokeMeasure.THICKNESS.place()] = 2;
    spreads[StrokeMeasure.THICKNESS.place()] = 1;
    DimensionEffect effect =
        new DimensionEffect(
            3,
            0,
            20,
            0.1,
            Arrays.stream(means).boxed().toList(),
            Arrays.stream(errors).boxed().toList(),
            Arrays.stream(spreads).boxed().toList());
    assertThat(effect.named()).containsExactly(StrokeMeasure.THICKNESS, StrokeMeasure.SLANT);
  }
}
