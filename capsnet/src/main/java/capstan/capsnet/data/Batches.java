package capstan.capsnet.data;

import capstan.capsnet.augmentation.Augmentation;
import capstan.capsnet.augmentation.ImageChanges;
import capstan.capsnet.augmentation.ImageTransform;
import capstan.core.CounterRandom;
import capstan.core.Shape;
import capstan.core.Tensor;
import capstan.core.Workers;
import java.util.Arrays;

/**
 * Hands out a set of images batch by batch. Every epoch visits each image once; the last batch of
 * an epoch is as small as what is left.
 *
 * <p>For training the order is shuffled anew each epoch and every image is moved by up to {@code
 * shift} pixels, zeros coming in (paper, section 5), and changed by an {@link Augmentation}. All
 * depends only on the seed, the epoch and the image's place, so {@link #moveTo} resumes anywhere
 * with the same batches to follow, and any number of threads makes the same. For evaluation images
 * come in order and unchanged.
 *
 * <p>Where a decoder is to draw other images than the network is shown, a batch of n images has 2n
 * frames: the n that are shown, then the n that are to be drawn. Rows beyond a batch are left as
 * they were, so tensors for a full batch serve the last one too.
 *
 * <p>Nothing is allocated per batch.
 */
public final class Batches extends TrainingBatches {
  private static final long SHIFT_STREAM = 0x7368696674L;

  private final ImageSet images;
  private final ImageChanges changes;
  private final int frames;
  private final long seed;
  private final CounterRandom shifts;
  private final EpochOrder order;
  private final Workers.Part fillIn = this::fillIn;

  /** Null for the calling thread alone. */
  private Workers workers;

  /** Of each worker, what changes images and memory for one as it is in the data. */
  private ImageTransform[] transforms;

  private float[][] unchanged;

  // Where the present batch comes from and goes.
  private int first;
  private Tensor pixels;
  private Tensor targets;
  private int[] labels;

  private Batches(
      ImageSet images,
      int batchSize,
      boolean shuffled,
      long seed,
      ImageChanges changes,
      int frames) {
    super(
        images.count(),
        batchSize,
        "no epoch %d, image %d: expected an epoch from 0, an image from 0 to %d");
    if (batchSize < 1) {
      throw new IllegalArgumentException("batch must be at least 1, found " + batchSize);
    }
    this.images = images;
    this.changes = changes;
    this.frames = frames;
    this.seed = seed;
    this.shifts = new CounterRandom(seed, SHIFT_STREAM);
    this.order = new EpochOrder(images.count(), shuffled, seed);
    prepare(1);
  }

  /**
   * Shuffled batches for training, at the start of epoch 0.
   *
   * @param images what to learn from
   * @param batchSize images per batch
   * @param seed of the order and the shifts
   * @param shift largest move in each direction, in pixels; 0 for none
   */
  public static Batches training(ImageSet images, int batchSize, long seed, double shift) {
    return training(images, batchSize, seed, ImageChanges.shifts(shift), false);
  }

  /**
   * Shuffled batches of images that are changed at random, at the start of epoch 0.
   *
   * @param images what to learn from
   * @param batchSize images per batch
   * @param seed of the order, the shifts and the changes
   * @param changes what is done to them
   * @param toDraw whether a batch has the images to be drawn too, in frames of their own
   * @throws capstan.capsnet.setting.InvalidSettingException if the images are too small for it
   */
  public static Batches training(
      ImageSet images, int batchSize, long seed, ImageChanges changes, boolean toDraw) {
    return new Batches(images, batchSize, true, seed, changes, toDraw ? 2 : 1);
  }

  /**
   * Batches in order, unchanged, for evaluation.
   *
   * @param images what to test on
   * @param batchSize images per batch
   */
  public static Batches evaluation(ImageSet images, int batchSize) {
    return new Batches(images, batchSize, false, 0, ImageChanges.shifts(0), 1);
  }

  private void prepare(int threads) {
    Shape image = Shape.of(images.height(), images.width(), images.channels());
    transforms = new ImageTransform[threads];
    unchanged = new float[threads][images.imageSize()];
    for (int worker = 0; worker < threads; worker++) {
      transforms[worker] = new ImageTransform(changes.augmentation(), changes.shift(), image, seed);
    }
  }

  @Override
  public void shareAmong(Workers team) {
    // To move images by whole pixels is sooner done than shared.
    if (changes.movesWithin() || !changes.augmentation().equals(Augmentation.NONE)) {
      workers = team;
      prepare(team.threads());
    }
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

  @Override
  public void moveTo(long newEpoch, int newPosition) {
    boolean isOther = newEpoch != epoch;
    super.moveTo(newEpoch, newPosition);
    if (isOther) {
      order.arrange(newEpoch);
    }
  }

  @Override
  public Shape pixelShape(int size) {
    return Shape.of(frames * size, images.height(), images.width(), images.channels());
  }

  @Override
  public Shape targetShape(int size) {
    return Shape.of(size, images.classes());
  }

  @Override
  void fill(int first, int size, Tensor pixels, Tensor targets, int[] labels) {
    check(pixels, targets, labels, size);
    this.first = first;
    this.pixels = pixels;
    this.targets = targets;
    this.labels = labels;
    if (workers == null) {
      for (int row = 0; row < size; row++) {
        fillIn(row, 0);
      }
    } else {
      workers.run(size, fillIn);
    }
  }

  private void fillIn(int row, int worker) {
    int image = order.get(first + row);
    ImageTransform transform = transforms[worker];
    float[] into = pixels.array();
    int shown = pixels.offset() + row * images.imageSize();
    if (epoch < changes.plainFrom() && transform.isWarped(epoch, image)) {
      images.copyImage(image, unchanged[worker], 0);
      transform.warp(epoch, image, unchanged[worker], into, shown);
    } else if (changes.movesWithin()) {
      images.copyImage(image, unchanged[worker], 0);
      transform.move(epoch, image, unchanged[worker], into, shown);
    } else {
      images.copyShifted(image, shiftOf(image, 0), shiftOf(image, 1), into, shown);
    }
    transform.adjust(epoch, image, into, shown);
    if (frames > 1) {
      int drawn = shown + pixels.elements() / frames;
      if (changes.augmentation().warpedTarget()) {
        System.arraycopy(into, shown, into, drawn, images.imageSize());
      } else {
        images.copyImage(image, into, drawn);
      }
    }
    transform.corrupt(epoch, image, into, shown);
    labels[row] = images.label(image);
    int classes = images.classes();
    int start = targets.offset() + row * classes;
    Arrays.fill(targets.array(), start, start + classes, 0f);
    targets.array()[start + labels[row]] = 1f;
  }

  private int shiftOf(int image, int axis) {
    long index = 2 * (epoch << 32 | image) + axis;
    int most = (int) changes.shift();
    return most == 0 ? 0 : shifts.below(index, 2 * most + 1) - most;
  }

  private void check(Tensor pixels, Tensor targets, int[] labels, int size) {
    boolean fits =
        pixels.shape().rank() == 4
            && pixels.shape().extent(0) >= frames * size
            && pixels.shape().extent(0) % frames == 0
            && pixels.shape().extent(1) == images.height()
            && pixels.shape().extent(2) == images.width()
            && pixels.shape().extent(3) == images.channels()
            && targets.shape().rank() == 2
            && targets.shape().extent(0) >= size
            && targets.shape().extent(1) == images.classes()
            && labels.length >= size;
    if (!fits) {
      throw new IllegalArgumentException(
          "pixels %s, targets %s and %d labels cannot hold a batch of %s in %d classes"
              .formatted(
                  pixels.shape(),
                  targets.shape(),
                  labels.length,
                  pixelShape(size),
                  images.classes()));
    }
  }
}
