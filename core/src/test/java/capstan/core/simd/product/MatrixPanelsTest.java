package capstan.core.simd.product;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** A matrix [rows, columns] as panels, against indices written out. */
class MatrixPanelsTest {
  private static final int OFFSET = 3;
  private static final int TARGET = 5;
  private static final int STRIDE = 61;

  @Test
  void panelsAlongRowsAreTransposed() {
    panel(true, Microkernel.ROWS);
    panel(true, Microkernel.COLUMNS);
  }

  @Test
  void panelsAcrossRowsAreCopied() {
    panel(false, Microkernel.ROWS);
    panel(false, Microkernel.COLUMNS);
  }

  @Test
  void severalPanelsAreThoseOneByOne() {
    for (boolean alongRows : new boolean[] {false, true}) {
      int width = Microkernel.ROWS;
      int depth = 37;
      int panelStride = depth * width + 4;
      float[] together = new float[TARGET + 3 * panelStride];
      float[] single = new float[TARGET + 3 * panelStride];
      MatrixPanels panels = new MatrixPanels(matrix(), OFFSET, STRIDE, alongRows);
      float[] scratch = new float[depth * Microkernel.COLUMNS];
      panels.packPanels(1, 3, width, 2, depth, together, TARGET, panelStride, scratch);
      for (int k = 0; k < 3; k++) {
        int at = TARGET + k * panelStride;
        panels.pack(1 + k * width, width, width, 2, depth, single, at, scratch);
      }
      assertThat(together).isEqualTo(single);
    }
  }

  private static void panel(boolean alongRows, int width) {
    int depth = 19;
    for (int count = 1; count <= width; count++) {
      float[] target = new float[TARGET + depth * width + 1];
      Arrays.fill(target, Float.NaN);
      float[] scratch = new float[depth * Math.max(Microkernel.ROWS, width)];
      new MatrixPanels(matrix(), OFFSET, STRIDE, alongRows)
          .pack(2, count, width, 4, depth, target, TARGET, scratch);
      for (int k = 0; k < depth; k++) {
        for (int i = 0; i < width; i++) {
          int row = alongRows ? 2 + i : 4 + k;
          int column = alongRows ? 4 + k : 2 + i;
          assertThat(target[TARGET + k * width + i])
              .as("row %d, column %d of %d", row, column, count)
              .isEqualTo(i < count ? OFFSET + row * STRIDE + column : 0);
        }
      }
      assertThat(target[TARGET - 1]).isNaN();
      assertThat(target[TARGET + depth * width]).isNaN();
    }
  }

  private static float[] matrix() {
    float[] matrix = new float[OFFSET + 130 * STRIDE];
    for (int k = 0; k < matrix.length; k++) {
      matrix[k] = k;
    }
    return matrix;
  }
}
