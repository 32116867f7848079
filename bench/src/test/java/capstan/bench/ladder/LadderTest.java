package capstan.bench.ladder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import capstan.bench.ladder.Ladder.Rung;
import capstan.core.CounterRandom;
import capstan.core.backend.Backends;
import capstan.core.kernel.Backend;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LadderTest {
  /** Below one block of the packed step, and beyond one. */
  @ParameterizedTest
  @ValueSource(ints = {Ladder.UNIT, 6 * Ladder.UNIT})
  void everyStepIsTheProduct(int n) {
    float[] a = random(n, 1);
    float[] b = random(n, 2);
    try (Backend backend = Backends.simd(2)) {
      for (Rung rung : Ladder.rungs(backend)) {
        float[] c = new float[n * n];
        Arrays.fill(c, Float.NaN);
        rung.step().multiply(n, a, b, c);
        for (int k = 0; k < c.length; k++) {
          assertThat((double) c[k]).as(rung.name()).isCloseTo(exact(n, a, b, k), within(1e-4));
        }
      }
    }
  }

  @Test
  void aRowHasTheRateItsShareOfThePeakAndTheGain() {
    Rung rung = new Rung("4  a tile", 1, PlainLoops::ijk);
    String row =
        Ladder.row(
            rung, new double[] {20, 24, 22}, new double[] {80, 80, 80}, new double[] {2, 2, 2});
    assertThat(row.strip().split(" {2,}"))
        .containsExactly("4", "a tile", "1", "22.00 (20.00-24.00)", "27.5 %", "11.0x");
  }

  private static double exact(int n, float[] a, float[] b, int at) {
    double sum = 0;
    for (int k = 0; k < n; k++) {
      sum += (double) a[at / n * n + k] * b[k * n + at % n];
    }
    return sum;
  }

  private static float[] random(int n, int stream) {
    CounterRandom random = new CounterRandom(1, stream);
    float[] values = new float[n * n];
    for (int k = 0; k < values.length; k++) {
      values[k] = (float) (random.uniform(k) - 0.5);
    }
    return values;
  }
}
