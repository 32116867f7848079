package capstan.cublas;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import capstan.core.Workers;
import capstan.cublas.driver.PinnedMemory;
import java.lang.foreign.MemorySegment;

/**
 * Copies matrices between arrays and pinned memory, where they lie without gaps, with the team of
 * workers: one thread alone is slower than the bus to the device.
 */
final class RowCopies {
  /** Floats a part: 256 KiB, large enough to be worth handing out. */
  private static final int PART = 1 << 16;

  private final Workers workers;
  private final Workers.Part reading = this::readPart;
  private final Workers.Part writing = this::writePart;
  private float[] array;
  private int offset;
  private int rows;
  private int columns;
  private int stride;
  private MemorySegment segment;
  private long at;
  private int rowsOfPart;

  RowCopies(Workers workers) {
    this.workers = workers;
  }

  /**
   * Copies a matrix into pinned memory.
   *
   * @param newStride elements from one row in the array to the next
   * @param newAt where the matrix begins in the pinned memory, in bytes
   */
  void toPinned(
      float[] newArray,
      int newOffset,
      int newRows,
      int newColumns,
      int newStride,
      PinnedMemory pinned,
      long newAt) {
    set(newArray, newOffset, newRows, newColumns, newStride, pinned, newAt);
    workers.run(parts(), reading);
  }

  /** Copies a matrix out of pinned memory. */
  void fromPinned(
      float[] newArray,
      int newOffset,
      int newRows,
      int newColumns,
      int newStride,
      PinnedMemory pinned,
      long newAt) {
    set(newArray, newOffset, newRows, newColumns, newStride, pinned, newAt);
    workers.run(parts(), writing);
  }

  private void set(
      float[] newArray,
      int newOffset,
      int newRows,
      int newColumns,
      int newStride,
      PinnedMemory pinned,
      long newAt) {
    array = newArray;
    offset = newOffset;
    segment = pinned.segment();
    at = newAt;
    boolean gapless = newStride == newColumns;
    // A matrix without gaps is one long row, and may be cut anywhere.
    rows = gapless ? 1 : newRows;
    columns = gapless ? newRows * newColumns : newColumns;
    stride = newStride;
    rowsOfPart = Math.max(1, PART / Math.max(1, newColumns));
  }

  private int parts() {
    return rows == 1 ? (columns + PART - 1) / PART : (rows + rowsOfPart - 1) / rowsOfPart;
  }

  private void readPart(int part, int worker) {
    if (rows == 1) {
      int from = part * PART;
      MemorySegment.copy(
          array, offset + from, segment, JAVA_FLOAT, place(from), Math.min(PART, columns - from));
      return;
    }
    int end = Math.min(rows, (part + 1) * rowsOfPart);
    for (int row = part * rowsOfPart; row < end; row++) {
      MemorySegment.copy(
          array, offset + row * stride, segment, JAVA_FLOAT, place((long) row * columns), columns);
    }
  }

  private void writePart(int part, int worker) {
    if (rows == 1) {
      int from = part * PART;
      MemorySegment.copy(
          segment, JAVA_FLOAT, place(from), array, offset + from, Math.min(PART, columns - from));
      return;
    }
    int end = Math.min(rows, (part + 1) * rowsOfPart);
    for (int row = part * rowsOfPart; row < end; row++) {
      MemorySegment.copy(
          segment, JAVA_FLOAT, place((long) row * columns), array, offset + row * stride, columns);
    }
  }

  private long place(long element) {
    return at + element * Float.BYTES;
  }
}
