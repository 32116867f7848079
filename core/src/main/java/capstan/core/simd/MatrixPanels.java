package capstan.core.simd;

import jdk.incubator.vector.FloatVector;

/** Panels of a row-major matrix, along either axis. */
final class MatrixPanels implements PanelSource {
  private float[] array;
  private int offset;
  private int stride;
  private boolean alongRows;

  /**
   * Chooses the matrix.
   *
   * @param newArray its storage
   * @param newOffset index of its first element
   * @param newStride elements from one row to the next
   * @param newAlongRows whether the depth runs along a stored row, so that panels have to be
   *     transposed: true for a plain left factor and for a transposed right one
   */
  MatrixPanels of(float[] newArray, int newOffset, int newStride, boolean newAlongRows) {
    array = newArray;
    offset = newOffset;
    stride = newStride;
    alongRows = newAlongRows;
    return this;
  }

  @Override
  public void pack(
      int from, int count, int width, int depthFrom, int depth, float[] target, int targetOffset) {
    if (alongRows) {
      Interleave.rows(
          array,
          offset + from * stride + depthFrom,
          stride,
          count,
          depth,
          target,
          targetOffset,
          width);
      Interleave.zero(count, width, depth, target, targetOffset, width);
    } else {
      copyRows(
          array,
          offset + depthFrom * stride + from,
          stride,
          count,
          width,
          depth,
          target,
          targetOffset);
    }
  }

  /** Copies {@code count} adjacent values from each of {@code depth} rows, padding with zeros. */
  static void copyRows(
      float[] source,
      int sourceOffset,
      int stride,
      int count,
      int width,
      int depth,
      float[] target,
      int targetOffset) {
    int lanes = Lanes.COUNT;
    for (int k = 0; k < depth; k++) {
      int i = 0;
      for (; i <= count - lanes; i += lanes) {
        FloatVector.fromArray(Lanes.SPECIES, source, sourceOffset + i)
            .intoArray(target, targetOffset + i);
      }
      for (; i < count; i++) {
        target[targetOffset + i] = source[sourceOffset + i];
      }
      for (; i < width; i++) {
        target[targetOffset + i] = 0;
      }
      sourceOffset += stride;
      targetOffset += width;
    }
  }
}
