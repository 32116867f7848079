package capstan.core.simd.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import capstan.core.CounterRandom;
import capstan.core.simd.lanes.Lanes;
import java.util.Arrays;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Lines, against the matrix in double precision. */
class LineMatrixTest {
  private static final int LANES = Lanes.COUNT;
  private static final int VECTORS = 7;
  private static final int WIDTH = VECTORS * LANES;

  private enum Kind {
    ANY,
    MIRRORED,
    EVEN,
    ODD
  }

  @Property(tries = 100)
  void linesAreTheMatrix(
      @ForAll @IntRange(min = 1, max = 11) int points,
      @ForAll @IntRange(min = 1, max = 10) int terms,
      @ForAll @IntRange(max = 1000) int seed) {
    CounterRandom random = new CounterRandom(seed, 5);
    double[][] matrix = matrix(random, points, terms);
    double[] shares = new double[points];
    Arrays.setAll(shares, p -> random.below(5000 + p / 3, 3) - 1);
    LineMatrix lines = new LineMatrix(matrix, shares);
    float[] x = floats(random, 10_000, terms * (WIDTH + 3));
    float[] y = new float[points * (WIDTH + 5)];
    int[] places = IntStream.range(0, points).map(p -> points - 1 - p).toArray();
    lines.forward(x, 0, WIDTH + 3, y, 0, WIDTH + 5, places, VECTORS);
    float[] addend = random.below(70_000, 2) == 0 ? null : floats(random, 50_000, WIDTH);
    float[] values = floats(random, 60_000, points * (WIDTH + 3));
    float[] back = new float[terms * (WIDTH + 5)];
    lines.backward(values.clone(), 0, WIDTH + 3, addend, 0, back, 0, WIDTH + 5, VECTORS);
    for (int k = 0; k < WIDTH; k++) {
      for (int p = 0; p < points; p++) {
        double sum = 0;
        for (int t = 0; t < terms; t++) {
          sum += matrix[p][t] * x[t * (WIDTH + 3) + k];
        }
        assertThat((double) y[places[p] * (WIDTH + 5) + k]).isCloseTo(sum, within(1e-5));
      }
      for (int t = 0; t < terms; t++) {
        double sum = addend == null ? 0 : addend[k];
        for (int p = 0; p < points; p++) {
          sum += shares[p] * matrix[p][t] * values[p * (WIDTH + 3) + k];
        }
        assertThat((double) back[t * (WIDTH + 5) + k]).isCloseTo(sum, within(1e-5));
      }
    }
  }

  @Test
  void moreTermsThanKernelsSumAreRefused() {
    assertThatThrownBy(() -> new LineMatrix(new double[1][11], new double[1]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("lines have at most 10 terms, found 11");
  }

  /** Rows of every kind: mirror images of others, even, odd, and none of these. */
  private static double[][] matrix(CounterRandom random, int points, int terms) {
    double[][] matrix = new double[points][terms];
    for (int p = 0; p < points; p++) {
      Kind kind = Kind.values()[random.below(p, 4)];
      for (int t = 0; t < terms; t++) {
        boolean zero = (kind == Kind.EVEN && t % 2 != 0) || (kind == Kind.ODD && t % 2 == 0);
        double any = random.uniform(100 + p * terms + t) - 0.5;
        matrix[p][t] =
            kind == Kind.MIRRORED && p > 0
                ? (t % 2 == 0 ? 1 : -1) * matrix[p - 1][t]
                : zero ? 0 : any;
      }
    }
    return matrix;
  }

  private static float[] floats(CounterRandom random, int from, int length) {
    float[] numbers = new float[length];
    for (int i = 0; i < length; i++) {
      numbers[i] = (float) random.uniform(from + i) - 0.5f;
    }
    return numbers;
  }
}
