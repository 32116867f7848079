package capstan.capsnet.data;

import capstan.core.CounterRandom;
import capstan.core.Shape;
import capstan.core.Tensor;
import java.util.Arrays;

/**
 * Hands out a set of images batch by batch. Every epoch visits each image once; the last batch of
 * an epoch is as small as what is left.
 *
 * <p>For training the order is shuffled anew each epoch and every image is moved by up to {@code
 * shift} pixels, zeros coming in (paper, section 5). Both depend only on the seed, the epoch and
 * the image's place, so {@link #moveTo} resumes anywhere with the same batches to follow. For
 * evaluation images come in order and unmoved.
 *
 * <p>Nothing is allocated per batch.
 */
public final class Batches implements TrainingBatches {
  private static final long SHIFT_STREAM = 0x7368696674L;

  private final ImageSet images;
  private final int batchSize;
  private final int shift;
  private final CounterRandom shifts;
  private final EpochOrder order;
  private long epoch;
  private int position;

  private Batches(ImageSet images, int batchSize, boolean shuffled, long seed, int shift) {
    if (batchSize < 1) {
      throw new IllegalArgumentException("batch must be at least 1, found " + batchSize);
    }
    if (shift < 0) {
      throw new IllegalArgumentException("shift must not be negative, found " + shift);
    }
    this.images = images;
    this.batchSize = batchSize;
    this.shift = shift;
    this.shifts = new CounterRandom(seed, SHIFT_STREAM);
    this.order = new EpochOrder(images.count(), shuffled, seed);
  }

  /**
   * Shuffled batches for training, at the start of epoch 0.
   *
   * @param images what to learn from
   * @param batchSize images per batch
   * @param seed of the order and the shifts
   * @param shift largest move in each direction, in pixels; 0 for none
   */
  public static Batches training(ImageSet images, int batchSize, long seed, int shift) {
    return new Batches(images, batchSize, true, seed, shift);
  }

  /**
   * Batches in order, unmoved, for evaluation.
   *
   * @param images what to test on
   * @param batchSize images per batch
   */
  public static Batches evaluation(ImageSet images, int batchSize) {
    return new Batches(images, batchSize, false, 0, 0);
  }

  /** The images handed out. */
  public ImageSet images() {
    return images;
  }

  /**
   * Which image comes at a place of the current epoch.
   *
   * @param place from 0 to one below the count of images
   */
  public int imageAt(int place) {
    return order.get(place);
  }

  /** Batches per epoch, the last partial one included. */
  @Override
  public int batchesPerEpoch() {
    return Math.ceilDiv(images.count(), batchSize);
  }

  /** The current epoch, counted from 0. */
  public long epoch() {
    return epoch;
  }

  /** Images of the current epoch already handed out. */
  @Override
  public int position() {
    return position;
  }

  /**
   * Goes to any place.
   *
   * @param newEpoch from 0
   * @param newPosition images of that epoch to leave out; the count of images for its end
   * @throws IllegalArgumentException if there is no such place
   */
  @Override
  public void moveTo(long newEpoch, int newPosition) {
    if (newEpoch < 0 || newPosition < 0 || newPosition > images.count()) {
      throw new IllegalArgumentException(
          "no epoch %d, image %d: expected an epoch from 0, an image from 0 to %d"
              .formatted(newEpoch, newPosition, images.count()));
    }
    position = newPosition;
    if (epoch != newEpoch) {
      epoch = newEpoch;
      order.arrange(epoch);
    }
  }

  @Override
  public int count() {
    return images.count();
  }

  @Override
  public Shape pixelShape(int size) {
    return Shape.of(size, images.height(), images.width(), images.channels());
  }

  @Override
  public Shape targetShape(int size) {
    return Shape.of(size, images.classes());
  }

  /** Images in the next batch: the batch size, fewer at the end of an epoch, 0 after it. */
  @Override
  public int nextSize() {
    return Math.min(batchSize, images.count() - position);
  }

  /**
   * Fills in the next batch of this epoch. Rows beyond the batch are left as they were, so tensors
   * for a full batch serve the last one too.
   *
   * @param pixels {@code [rows, height, width, channels]}, pixels in 0 to 1
   * @param targets {@code [rows, classes]}: 1 for the image's class, 0 for the others
   * @param labels the classes, one a row
   * @return images filled in; 0 once the epoch is over
   * @throws IllegalArgumentException if the shapes do not fit
   */
  @Override
  public int next(Tensor pixels, Tensor targets, int[] labels) {
    int size = nextSize();
    check(pixels, targets, labels, size);
    int classes = images.classes();
    float[] oneHot = targets.array();
    for (int row = 0; row < size; row++) {
      int image = order.get(position + row);
      int down = shiftOf(image, 0);
      int right = shiftOf(image, 1);
      images.copyShifted(
          image, down, right, pixels.array(), pixels.offset() + row * images.imageSize());
      labels[row] = images.label(image);
      int start = targets.offset() + row * classes;
      Arrays.fill(oneHot, start, start + classes, 0f);
      oneHot[start + labels[row]] = 1f;
    }
    position += size;
    return size;
  }

  private int shiftOf(int image, int axis) {
    long index = 2 * (epoch << 32 | image) + axis;
    return shift == 0 ? 0 : shifts.below(index, 2 * shift + 1) - shift;
  }

  private void check(Tensor pixels, Tensor targets, int[] labels, int size) {
    boolean fits =
        pixels.shape().rank() == 4
            && pixels.shape().extent(0) >= size
            && pixels.shape().extent(1) == images.height()
            && pixels.shape().extent(2) == images.width()
            && pixels.shape().extent(3) == images.channels()
            && targets.shape().rank() == 2
            && targets.shape().extent(0) >= size
            && targets.shape().extent(1) == images.classes()
            && labels.length >= size;
    if (!fits) {
      throw new IllegalArgumentException(
          "pixels %s, targets %s and %d labels cannot hold a batch of [%d, %d, %d, %d] in %d classes"
              .formatted(
                  pixels.shape(),
                  targets.shape(),
                  labels.length,
                  size,
                  images.height(),
                  images.width(),
                  images.channels(),
                  images.classes()));
    }
  }
}
