package capstan.cublas;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import capstan.core.Tensor;
import capstan.core.Workers;
import capstan.cublas.driver.PinnedMemory;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** Copies channels-last images between tensors and pinned memory, where they are phased rows. */
final class ImageCopies {
  /** Images a part. */
  private static final int IMAGES = 8;

  final PhasedRows layout;
  private final Workers workers;
  private final Workers.Part reading = this::readPart;
  private final Workers.Part writing = this::writePart;
  private float[] array;
  private int offset;
  private float[] bias;
  private int biasOffset;
  private MemorySegment segment;
  private long at;
  private int firstSlab;

  ImageCopies(PhasedRows layout, Workers workers) {
    this.layout = layout;
    this.workers = workers;
  }

  /**
   * Copies some slabs into pinned memory.
   *
   * @param newAt where slab 0 is in the pinned memory, in bytes
   */
  void toPinned(Tensor images, PinnedMemory pinned, long newAt, int fromSlab, int slabs) {
    array = images.array();
    offset = images.offset();
    segment = pinned.segment();
    at = newAt;
    firstSlab = fromSlab;
    workers.run(slabs * groups(), reading);
  }

  /**
   * Copies all slabs out of pinned memory, overwriting the images.
   *
   * @param newBias added to every pixel, or null
   * @param newAt where slab 0 is in the pinned memory, in bytes
   */
  void fromPinned(Tensor images, Tensor newBias, PinnedMemory pinned, long newAt) {
    array = images.array();
    offset = images.offset();
    bias = newBias == null ? null : newBias.array();
    biasOffset = newBias == null ? 0 : newBias.offset();
    segment = pinned.segment();
    at = newAt;
    workers.run(layout.height() * groups(), writing);
  }

  private int groups() {
    return (layout.batch() + IMAGES - 1) / IMAGES;
  }

  private void readPart(int part, int worker) {
    int slab = firstSlab + part / groups();
    int from = part % groups() * IMAGES;
    int end = Math.min(layout.batch(), from + IMAGES);
    int row = layout.pixelRow(slab);
    long margin = (long) layout.padding() * layout.channels() * Float.BYTES;
    long bytes = (long) layout.rowLength() * Float.BYTES;
    for (int image = from; image < end; image++) {
      long place = place(slab, image);
      if (row < 0 || row >= layout.height()) {
        segment.asSlice(place, bytes).fill((byte) 0);
        continue;
      }
      if (margin > 0) {
        segment.asSlice(place, margin).fill((byte) 0);
        segment.asSlice(place + bytes - margin, margin).fill((byte) 0);
      }
      MemorySegment.copy(array, pixel(image, row), segment, JAVA_FLOAT, place + margin, pixels());
    }
  }

  private void writePart(int part, int worker) {
    int row = part / groups();
    int from = part % groups() * IMAGES;
    int end = Math.min(layout.batch(), from + IMAGES);
    int slab = layout.slab(row);
    long margin = (long) layout.padding() * layout.channels() * Float.BYTES;
    for (int image = from; image < end; image++) {
      int to = pixel(image, row);
      if (slab < 0) {
        Arrays.fill(array, to, to + pixels(), 0);
        continue;
      }
      MemorySegment.copy(segment, JAVA_FLOAT, place(slab, image) + margin, array, to, pixels());
      if (bias != null) {
        for (int pixel = 0; pixel < layout.width(); pixel++) {
          add(bias, biasOffset, array, to + pixel * layout.channels(), layout.channels());
        }
      }
    }
  }

  private static void add(float[] source, int from, float[] target, int to, int count) {
    for (int i = 0; i < count; i++) {
      target[to + i] += source[from + i];
    }
  }

  private int pixels() {
    return layout.width() * layout.channels();
  }

  private int pixel(int image, int row) {
    return offset + (image * layout.height() + row) * pixels();
  }

  private long place(int slab, int image) {
    return at + (slab * layout.slabLength() + (long) image * layout.rowLength()) * Float.BYTES;
  }
}
