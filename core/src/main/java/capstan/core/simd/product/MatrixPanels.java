package capstan.core.simd.product;

import static capstan.core.simd.lanes.Lanes.COUNT;
import static capstan.core.simd.lanes.Lanes.SPECIES;

import capstan.core.Tensor;
import capstan.core.simd.lanes.CacheLines;
import capstan.core.simd.lanes.Interleave;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/** Panels of a row-major matrix, along either axis. */
public final class MatrixPanels implements PanelSource {
  /** Rows that are read from end to end before the next: few enough to stay in few pages. */
  public static final int FEW_ROWS = 16;

  private final float[] array;
  private final int offset;
  private final int stride;
  private final boolean alongRows;

  /**
   * Panels of a tensor.
   *
   * @param matrix any shape: its columns, and all that lies outside them as rows
   * @param alongRows whether the depth runs along a stored row, so that panels have to be
   *     transposed: true for a plain left factor and for a transposed right one
   */
  public MatrixPanels(Tensor matrix, boolean alongRows) {
    this(matrix.array(), matrix.offset(), matrix.shape().columns(), alongRows);
  }

  /** Rows of any distance. */
  MatrixPanels(float[] array, int offset, int stride, boolean alongRows) {
    this.array = array;
    this.offset = offset;
    this.stride = stride;
    this.alongRows = alongRows;
  }

  @Override
  public void pack(
      int from,
      int count,
      int width,
      int depthFrom,
      int depth,
      float[] target,
      int targetOffset,
      float[] scratch) {
    int first = alongRows ? from * stride + depthFrom : depthFrom * stride + from;
    pack(
        array,
        offset + first,
        stride,
        alongRows,
        count,
        width,
        depth,
        target,
        targetOffset,
        scratch);
  }

  /** One panel, as {@link PanelSource#pack} says, from the element at its corner on. */
  static void pack(
      float[] source,
      int corner,
      int stride,
      boolean alongRows,
      int count,
      int width,
      int depth,
      float[] target,
      int targetOffset,
      float[] scratch) {
    if (alongRows) {
      Interleave.rows(source, corner, stride, count, depth, target, targetOffset, width, scratch);
      Interleave.zero(count, width, depth, target, targetOffset, width);
    } else {
      copyRows(source, corner, stride, count, width, depth, target, targetOffset);
    }
  }

  @Override
  public void packPanels(
      int from,
      int panels,
      int width,
      int depthFrom,
      int depth,
      float[] target,
      int targetOffset,
      int panelStride,
      float[] scratch) {
    if (alongRows) {
      PanelSource.super.packPanels(
          from, panels, width, depthFrom, depth, target, targetOffset, panelStride, scratch);
      return;
    }
    float touched = 0;
    for (int k = 0; k < depth; k += FEW_ROWS) {
      int rows = Math.min(FEW_ROWS, depth - k);
      int source = offset + (depthFrom + k) * stride + from;
      for (int row = 0; row < rows; row++) {
        touched += CacheLines.touch(array, source + row * stride, panels * width);
      }
      int to = targetOffset + k * width;
      for (int panel = 0; panel < panels; panel++) {
        copyRows(array, source + panel * width, stride, width, width, rows, target, to);
        to += panelStride;
      }
    }
    scratch[0] = touched;
  }

  /** target [depth][width] = source [depth, count], padded with zeros. */
  static void copyRows(
      float[] source,
      int sourceOffset,
      int stride,
      int count,
      int width,
      int depth,
      float[] target,
      int targetOffset) {
    for (int i = 0; i < width; i += COUNT) {
      int to = targetOffset + i;
      if (i + COUNT <= count) {
        copyVectors(source, sourceOffset + i, stride, depth, target, to, width);
      } else {
        int read = Math.max(0, count - i);
        copyLanes(source, sourceOffset + i, stride, depth, target, to, width, read, width - i);
      }
    }
  }

  /** target [depth][lanes] = source [depth, lanes], from row to row of each. */
  private static void copyVectors(
      float[] source, int from, int stride, int depth, float[] target, int to, int width) {
    for (int k = 0; k < depth; k++) {
      FloatVector.fromArray(SPECIES, source, from).intoArray(target, to);
      from += stride;
      to += width;
    }
  }

  /** target [depth][written] = the first lanes of source [depth, read], then zeros. */
  private static void copyLanes(
      float[] source,
      int from,
      int stride,
      int depth,
      float[] target,
      int to,
      int width,
      int read,
      int written) {
    VectorMask<Float> readable = SPECIES.indexInRange(0, read);
    VectorMask<Float> writable = SPECIES.indexInRange(0, written);
    for (int k = 0; k < depth; k++) {
      FloatVector.fromArray(SPECIES, source, from, readable).intoArray(target, to, writable);
      from += stride;
      to += width;
    }
  }
}
