package capstan.core.simd;

import java.util.Arrays;

/**
 * Writes rows of a matrix as columns of a panel: the transposition that packing a left factor
 * needs.
 */
final class Interleave {
  private Interleave() {}

  /**
   * target[k · width + i] = source[offset of row i + k]. Four rows at a time, so that four adjacent
   * floats are written for each step of the depth.
   *
   * @param source where the rows are
   * @param first offset of row 0
   * @param stride elements from one row to the next
   * @param rows how many
   * @param depth length of each
   * @param target the panel
   * @param targetOffset where row 0's first value goes
   * @param width rows of the panel
   */
  static void rows(
      float[] source,
      int first,
      int stride,
      int rows,
      int depth,
      float[] target,
      int targetOffset,
      int width) {
    int i = 0;
    for (; i + 4 <= rows; i += 4) {
      int at = first + i * stride;
      four(
          source,
          at,
          at + stride,
          at + 2 * stride,
          at + 3 * stride,
          depth,
          target,
          targetOffset + i,
          width);
    }
    for (; i < rows; i++) {
      one(source, first + i * stride, depth, target, targetOffset + i, width);
    }
  }

  /** Four rows anywhere. */
  static void four(
      float[] source,
      int row0,
      int row1,
      int row2,
      int row3,
      int depth,
      float[] target,
      int to,
      int width) {
    for (int k = 0; k < depth; k++) {
      target[to] = source[row0 + k];
      target[to + 1] = source[row1 + k];
      target[to + 2] = source[row2 + k];
      target[to + 3] = source[row3 + k];
      to += width;
    }
  }

  /** One row. */
  static void one(float[] source, int from, int depth, float[] target, int to, int width) {
    for (int k = 0; k < depth; k++) {
      target[to] = source[from + k];
      to += width;
    }
  }

  /** Clears some columns of a panel. */
  static void zero(int from, int end, int depth, float[] target, int offset, int width) {
    if (from < end) {
      for (int k = 0; k < depth; k++) {
        Arrays.fill(target, offset + k * width + from, offset + k * width + end, 0);
      }
    }
  }
}
