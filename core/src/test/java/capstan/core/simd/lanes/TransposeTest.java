package capstan.core.simd.lanes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Transposes at the width that the tests run with: 4, 8 or 16 lanes. */
class TransposeTest {
  private static final int LANES = Lanes.COUNT;

  @Test
  void squareTilesAreTransposed() {
    float[] x = numbers(3 + LANES * (LANES + 5));
    float[] y = nan(7 + LANES * (LANES + 2));
    LaneTile.transpose(x, 3, LANES + 5, y, 7, LANES + 2);
    float[] expected = nan(y.length);
    for (int row = 0; row < LANES; row++) {
      for (int column = 0; column < LANES; column++) {
        expected[7 + column * (LANES + 2) + row] = x[3 + row * (LANES + 5) + column];
      }
    }
    assertThat(y).isEqualTo(expected);
  }

  @Test
  void rowsOfAnyNumberAndLengthBecomeColumns() {
    for (int rows : new int[] {1, 3, 4, 11, 12, LANES, LANES + 3}) {
      for (int depth : new int[] {1, 15, 16, 37}) {
        interleave(rows, depth, Math.max(rows, 12));
      }
    }
  }

  private static void interleave(int rows, int depth, int width) {
    int stride = depth + 3;
    float[] source = numbers(2 + rows * stride);
    float[] target = nan(9 + depth * width);
    Interleave.rows(source, 2, stride, rows, depth, target, 9, width, new float[depth * width]);
    for (int k = 0; k < depth; k++) {
      for (int row = 0; row < rows; row++) {
        assertThat(target[9 + k * width + row])
            .as("%d rows of %d: row %d, element %d", rows, depth, row, k)
            .isEqualTo(source[2 + row * stride + k]);
      }
    }
    assertThat(Arrays.copyOf(target, 9)).containsOnly(Float.NaN);
  }

  private static float[] numbers(int length) {
    float[] numbers = new float[length];
    for (int k = 0; k < length; k++) {
      numbers[k] = k;
    }
    return numbers;
  }

  private static float[] nan(int length) {
    float[] array = new float[length];
    Arrays.fill(array, Float.NaN);
    return array;
  }
}
