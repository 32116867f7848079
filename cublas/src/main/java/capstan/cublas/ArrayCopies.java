package capstan.cublas;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import capstan.core.Tensor;
import capstan.core.Workers;
import capstan.cublas.driver.PinnedMemory;
import java.lang.foreign.MemorySegment;

/**
 * Copies numbers between arrays and pinned memory with the team of workers: one thread alone is
 * slower than the bus to the device.
 */
final class ArrayCopies {
  /** Floats a part: 256 KiB, large enough to be worth handing out. */
  private static final int PART = 1 << 16;

  private final Workers workers;
  private final Workers.Part reading = this::readPart;
  private final Workers.Part writing = this::writePart;
  private float[] array;
  private int offset;
  private int count;
  private MemorySegment segment;
  private long at;

  ArrayCopies(Workers workers) {
    this.workers = workers;
  }

  /**
   * Copies some numbers of a tensor into pinned memory.
   *
   * @param from the first of them
   * @param newAt where to begin there, in bytes
   */
  void toPinned(Tensor tensor, int from, int newCount, PinnedMemory pinned, long newAt) {
    run(tensor, from, newCount, pinned, newAt, reading);
  }

  /** Copies all numbers of a tensor out of pinned memory. */
  void fromPinned(Tensor tensor, PinnedMemory pinned, long newAt) {
    run(tensor, 0, tensor.elements(), pinned, newAt, writing);
  }

  private void run(
      Tensor tensor, int from, int newCount, PinnedMemory pinned, long newAt, Workers.Part part) {
    array = tensor.array();
    offset = tensor.offset() + from;
    count = newCount;
    segment = pinned.segment();
    at = newAt;
    workers.run(Math.ceilDiv(count, PART), part);
  }

  private void readPart(int part, int worker) {
    int from = part * PART;
    MemorySegment.copy(array, offset + from, segment, JAVA_FLOAT, place(from), length(from));
  }

  private void writePart(int part, int worker) {
    int from = part * PART;
    MemorySegment.copy(segment, JAVA_FLOAT, place(from), array, offset + from, length(from));
  }

  private long place(int element) {
    return at + (long) element * Float.BYTES;
  }

  private int length(int from) {
    return Math.min(PART, count - from);
  }
}
