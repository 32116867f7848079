package capstan.capsnet.data;

import capstan.core.Shape;
import capstan.core.Tensor;

/**
 * Hands out {@link OverlappingPairs} batch by batch. The pairs are one long row: each sweep takes
 * every image as a base once, and each epoch the next so many of the row, wherever in a sweep that
 * begins and ends; no two epochs have the same pairs.
 *
 * <p>A batch of n pairs has 3n frames: the n merged ones, then the n bases alone, then the n tops
 * alone; and as many targets: 1 for both classes of each pair, then for that of each base, then for
 * that of each top. The labels are those of the bases.
 *
 * <p>Nothing is allocated per batch.
 */
public final class OverlappingBatches extends TrainingBatches {
  /** Frames of a pair: merged, base, top. */
  public static final int FRAMES = 3;

  private final OverlappingPairs pairs;
  private final EpochOrder order;

  /** The sweep whose order the order is. */
  private long arranged;

  private OverlappingBatches(
      OverlappingPairs pairs, int count, int batchSize, boolean shuffled, long seed) {
    super(count, batchSize, "no epoch %d, pair %d: expected an epoch from 0, a pair from 0 to %d");
    if (batchSize < 1 || count < 1) {
      throw new IllegalArgumentException(
          "batch and pairs per epoch must be at least 1, found " + batchSize + " and " + count);
    }
    this.pairs = pairs;
    order = new EpochOrder(pairs.images().count(), shuffled, seed);
  }

  /**
   * New pairs each epoch, in a new order each sweep, at the start of epoch 0.
   *
   * @param pairs what to learn from
   * @param count pairs per epoch
   * @param batchSize pairs per batch
   * @param seed of the order
   */
  public static OverlappingBatches training(
      OverlappingPairs pairs, int count, int batchSize, long seed) {
    return new OverlappingBatches(pairs, count, batchSize, true, seed);
  }

  /**
   * The pairs of the first sweep, in the order of their bases.
   *
   * @param pairs what to test on
   * @param batchSize pairs per batch
   */
  public static OverlappingBatches evaluation(OverlappingPairs pairs, int batchSize) {
    return new OverlappingBatches(pairs, pairs.images().count(), batchSize, false, 0);
  }

  /** The pairs. */
  public OverlappingPairs pairs() {
    return pairs;
  }

  @Override
  public Shape pixelShape(int size) {
    return Shape.of(FRAMES * size, pairs.height(), pairs.width(), pairs.images().channels());
  }

  @Override
  public Shape targetShape(int size) {
    return Shape.of(FRAMES * size, pairs.images().classes());
  }

  @Override
  void fill(int first, int size, Tensor pixels, Tensor targets, int[] labels) {
    int room = pixels.shape().extent(0) / FRAMES;
    if (room < size
        || labels.length < size
        || !pixels.shape().equals(pixelShape(room))
        || !targets.shape().equals(targetShape(room))) {
      throw new IllegalArgumentException(
          "pixels %s, targets %s and %d labels cannot hold a batch of %s in %d classes"
              .formatted(
                  pixels.shape(),
                  targets.shape(),
                  labels.length,
                  pixelShape(size),
                  pairs.images().classes()));
    }
    targets.fill(0);
    int frame = pairs.frameSize();
    int images = pairs.images().count();
    for (int row = 0; row < size; row++) {
      long place = epoch * count() + first + row;
      long sweep = place / images;
      if (sweep != arranged) {
        order.arrange(sweep);
        arranged = sweep;
      }
      int base = order.get((int) (place % images));
      int merged = pixels.offset() + row * frame;
      pairs.draw(
          sweep, base, pixels.array(), merged, merged + room * frame, merged + 2 * room * frame);
      labels[row] = pairs.images().label(base);
      int other = pairs.images().label(pairs.top(sweep, base));
      targets.set(1, row, labels[row]);
      targets.set(1, row, other);
      targets.set(1, room + row, labels[row]);
      targets.set(1, 2 * room + row, other);
    }
  }
}
