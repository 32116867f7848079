package capstan.core.simd;

import static capstan.core.simd.Lanes.COUNT;

import java.util.Arrays;

/** Rows of a matrix turned into lanes of vectors, a row a lane, and back. */
final class RowLanes {
  private RowLanes() {}

  /**
   * Rows to lanes; lanes without a row get zeros.
   *
   * @param rows how many rows, at most as many as there are lanes
   * @param columns elements in a row
   * @param x the rows, one after the other
   * @param xAt index of the first
   * @param lanes [columns][lanes], overwritten
   * @param at index of the first
   */
  static void load(int rows, int columns, float[] x, int xAt, float[] lanes, int at) {
    load(rows, columns, x, xAt, columns, lanes, at);
  }

  /** As above, with the distance from row to row. */
  static void load(int rows, int columns, float[] x, int xAt, int stride, float[] lanes, int at) {
    int tiled = 0;
    if (rows < COUNT) {
      Arrays.fill(lanes, at, at + columns * COUNT, 0);
    } else {
      for (; tiled + COUNT <= columns; tiled += COUNT) {
        LaneTile.transpose(x, xAt + tiled, stride, lanes, at + tiled * COUNT, COUNT);
      }
    }
    for (int row = 0; row < rows; row++) {
      for (int c = tiled; c < columns; c++) {
        lanes[at + c * COUNT + row] = x[xAt + row * stride + c];
      }
    }
  }

  /**
   * Lanes to rows; lanes without a row are dropped.
   *
   * @param rows how many rows, at most as many as there are lanes
   * @param columns elements in a row
   * @param lanes [columns][lanes]
   * @param at index of the first
   * @param x the rows, one after the other, overwritten
   * @param xAt index of the first
   */
  static void store(int rows, int columns, float[] lanes, int at, float[] x, int xAt) {
    store(rows, columns, lanes, at, x, xAt, columns);
  }

  /** As above, with the distance from row to row. */
  static void store(int rows, int columns, float[] lanes, int at, float[] x, int xAt, int stride) {
    int tiled = 0;
    if (rows == COUNT) {
      for (; tiled + COUNT <= columns; tiled += COUNT) {
        LaneTile.transpose(lanes, at + tiled * COUNT, COUNT, x, xAt + tiled, stride);
      }
    }
    for (int row = 0; row < rows; row++) {
      for (int c = tiled; c < columns; c++) {
        x[xAt + row * stride + c] = lanes[at + c * COUNT + row];
      }
    }
  }
}
