package capstan.core.simd.transform;

import capstan.core.Workspace;
import capstan.core.simd.lanes.Lanes;
import capstan.core.simd.lanes.Machine;
import capstan.core.simd.product.Microkernel;

/**
 * The numbers of many planes: for each number of a plane a row-major matrix [items, channels],
 * which is a factor or the result of a product. Rows and columns are padded to whole tiles of the
 * product, which writes them but reads none; distances are no powers of two, at which lines would
 * compete for the same places of a cache.
 */
public final class Numbers {
  private static final int LINE = Machine.HERE.line();
  private static final int SPAN = Machine.HERE.setSpan();

  /** Rows of each matrix. */
  final int items;

  /** Columns of each matrix. */
  final int channels;

  /** Elements from one row to the next. */
  final int rowStride;

  /** Elements from one matrix to the next. */
  final int stride;

  final float[] array;
  private final int offset;

  /**
   * Whatever the memory holds.
   *
   * @param count numbers of a plane
   * @param items how many planes of a channel
   * @param channels how many channels
   * @param workspace where the memory comes from
   */
  public Numbers(int count, int items, int channels, Workspace workspace) {
    this.items = items;
    this.channels = channels;
    rowStride = rowStride(channels);
    stride = Math.toIntExact(stride(items, channels));
    var memory = workspace.take(Math.multiplyExact(count, stride));
    array = memory.array();
    offset = memory.offset();
  }

  /** Floats that so many numbers take. */
  public static long floats(int count, int items, int channels) {
    return count * stride(items, channels);
  }

  private static int rowStride(int channels) {
    int padded = Math.ceilDiv(channels, Microkernel.COLUMNS) * Microkernel.COLUMNS;
    return padded % (4 * LINE) == 0 ? padded + LINE : padded;
  }

  private static long stride(int items, int channels) {
    int rows = Math.ceilDiv(items, Microkernel.ROWS) * Microkernel.ROWS;
    long length = (long) rows * rowStride(channels);
    return Math.ceilDiv(length, SPAN) * SPAN + 2 * LINE;
  }

  /** Index of an element. */
  int index(int number, int item, int channel) {
    return offset + number * stride + item * rowStride + channel;
  }

  /** Vectors of the channels from one on. */
  int vectors(int channel) {
    return Math.ceilDiv(channels - channel, Lanes.COUNT);
  }
}
