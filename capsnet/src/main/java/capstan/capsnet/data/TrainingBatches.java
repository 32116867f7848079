package capstan.capsnet.data;

import capstan.core.Shape;
import capstan.core.Tensor;
import capstan.core.Workers;

/**
 * What a training draws from: batches of examples, epoch by epoch, the same for the same seed
 * wherever it is resumed.
 */
public abstract sealed class TrainingBatches permits Batches, OverlappingBatches {
  /** The current epoch. */
  long epoch;

  private final int count;
  private final int batchSize;
  private final String noSuchPlace;
  private BatchShare share = BatchShare.WHOLE;
  private int position;

  /**
   * At the start of epoch 0.
   *
   * @param count examples per epoch
   * @param batchSize examples per batch
   * @param noSuchPlace says that there is no such epoch and example, of how many
   */
  TrainingBatches(int count, int batchSize, String noSuchPlace) {
    this.count = count;
    this.batchSize = batchSize;
    this.noSuchPlace = noSuchPlace;
  }

  /** Examples per epoch. */
  public final int count() {
    return count;
  }

  /** Batches per epoch, the last partial one included. */
  public final int batchesPerEpoch() {
    return Math.ceilDiv(count, batchSize);
  }

  /** The current epoch, counted from 0. */
  public final long epoch() {
    return epoch;
  }

  /** Examples of the current epoch already handed out. */
  public final int position() {
    return position;
  }

  /**
   * Goes to any place.
   *
   * @param newEpoch from 0
   * @param newPosition examples of that epoch to leave out; the count for its end
   * @throws IllegalArgumentException if there is no such place
   */
  public void moveTo(long newEpoch, int newPosition) {
    if (newEpoch < 0 || newPosition < 0 || newPosition > count) {
      throw new IllegalArgumentException(noSuchPlace.formatted(newEpoch, newPosition, count));
    }
    position = newPosition;
    epoch = newEpoch;
  }

  /**
   * Lets a team of threads make the batches, the same as one thread makes; not in the middle of
   * one.
   *
   * @param team who works, for as long as batches are asked for
   */
  public void shareAmong(Workers team) {}

  /**
   * Hands out, from here on, one rank's share of every batch.
   *
   * @param dealt of each
   */
  public final void deal(BatchShare dealt) {
    share = dealt;
  }

  /** The share of every batch that is handed out. */
  public final BatchShare share() {
    return share;
  }

  /** Examples in the next batch: the batch size, fewer at the end of an epoch, 0 after it. */
  public final int nextSize() {
    return Math.min(batchSize, count - position);
  }

  /** Those of them that are handed out, which may be none of a small batch. */
  public final int nextShare() {
    return share.count(nextSize());
  }

  /**
   * Shape of the pixels of a batch.
   *
   * @param size examples in it
   */
  public abstract Shape pixelShape(int size);

  /**
   * Shape of the targets of a batch; its first rows, one an example, say which classes are there.
   *
   * @param size examples in it
   */
  public abstract Shape targetShape(int size);

  /**
   * Fills in the next batch of this epoch, or the share of it. Where there is room for more
   * examples, each kind of frame has its own first.
   *
   * @param pixels of {@link #pixelShape}, or for more examples than there are; of no account, as
   *     the others, where the share is empty
   * @param targets of {@link #targetShape}, likewise
   * @param labels a class of each example
   * @return examples filled in; 0 once the epoch is over, or where the share is empty
   * @throws IllegalArgumentException if the shapes do not fit
   */
  public final int next(Tensor pixels, Tensor targets, int[] labels) {
    int whole = nextSize();
    int size = share.count(whole);
    if (size > 0 || whole == 0) {
      fill(position + share.first(whole), size, pixels, targets, labels);
    }
    position += whole;
    return size;
  }

  /** Checks the shapes, and fills in some examples of this epoch from a place of it on. */
  abstract void fill(int first, int size, Tensor pixels, Tensor targets, int[] labels);
}
