package capstan.core.simd.lanes;

import static capstan.core.simd.lanes.Lanes.COUNT;

import java.util.Arrays;

/**
 * Writes rows of a matrix as columns of a panel: the transposition that packing a left factor
 * needs.
 */
public final class Interleave {
  private Interleave() {}

  /**
   * target[k · width + i] = source[offset of row i + k]. Square tiles of as many rows as there are
   * lanes, or of twelve, are transposed in registers.
   *
   * @param source where the rows are
   * @param first offset of row 0
   * @param stride elements from one row to the next
   * @param rows how many
   * @param depth length of each
   * @param target the panel
   * @param targetOffset where row 0's first value goes
   * @param width rows of the panel
   * @param scratch at least depth · width floats
   */
  public static void rows(
      float[] source,
      int first,
      int stride,
      int rows,
      int depth,
      float[] target,
      int targetOffset,
      int width,
      float[] scratch) {
    int i = 0;
    int whole = depth & -COUNT;
    if (Interleave12.FITS && rows == Interleave12.ROWS && width == Interleave12.ROWS) {
      for (; i < rows; i += 4) {
        int at = first + i * stride;
        Interleave12.four(
            source,
            at,
            at + stride,
            at + 2 * stride,
            at + 3 * stride,
            whole,
            scratch,
            i / 4 * Interleave12.FOUR);
      }
      Interleave12.spread(scratch, whole, target, targetOffset);
    }
    for (; i + COUNT <= rows; i += COUNT) {
      int at = first + i * stride;
      for (int k = 0; k < whole; k += COUNT) {
        LaneTile.transpose(source, at + k, stride, target, targetOffset + k * width + i, width);
      }
    }
    few(
        source,
        first + whole,
        stride,
        i,
        depth - whole,
        target,
        targetOffset + whole * width,
        width);
    few(source, first + i * stride, stride, rows - i, depth, target, targetOffset + i, width);
  }

  /** One number at a time, four rows together. */
  private static void few(
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
  public static void four(
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
  public static void one(float[] source, int from, int depth, float[] target, int to, int width) {
    for (int k = 0; k < depth; k++) {
      target[to] = source[from + k];
      to += width;
    }
  }

  /** Clears some columns of a panel. */
  public static void zero(int from, int end, int depth, float[] target, int offset, int width) {
    if (from < end) {
      for (int k = 0; k < depth; k++) {
        Arrays.fill(target, offset + k * width + from, offset + k * width + end, 0);
      }
    }
  }
}
