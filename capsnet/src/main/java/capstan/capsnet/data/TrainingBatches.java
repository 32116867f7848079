package capstan.capsnet.data;

import capstan.core.Shape;
import capstan.core.Tensor;
import capstan.core.Workers;

/**
 * What a training draws from: batches of examples, epoch by epoch, the same for the same seed
 * wherever it is resumed.
 */
public interface TrainingBatches {

  /** Examples per epoch. */
  int count();

  /** Batches per epoch, the last partial one included. */
  int batchesPerEpoch();

  /** Examples of the current epoch already handed out. */
  int position();

  /**
   * Goes to any place.
   *
   * @param epoch from 0
   * @param position examples of that epoch to leave out; the count for its end
   * @throws IllegalArgumentException if there is no such place
   */
  void moveTo(long epoch, int position);

  /**
   * Lets a team of threads make the batches, the same as one thread makes; not in the middle of
   * one.
   *
   * @param team who works, for as long as batches are asked for
   */
  default void shareAmong(Workers team) {}

  /**
   * Hands out, from here on, one rank's share of every batch.
   *
   * @param share of each
   */
  void deal(BatchShare share);

  /** The share of every batch that is handed out. */
  BatchShare share();

  /** Examples in the next batch: the batch size, fewer at the end of an epoch, 0 after it. */
  int nextSize();

  /** Those of them that are handed out, which may be none of a small batch. */
  default int nextShare() {
    return share().count(nextSize());
  }

  /**
   * Shape of the pixels of a batch.
   *
   * @param size examples in it
   */
  Shape pixelShape(int size);

  /**
   * Shape of the targets of a batch; its first rows, one an example, say which classes are there.
   *
   * @param size examples in it
   */
  Shape targetShape(int size);

  /**
   * Fills in the next batch of this epoch, or the share of it.
   *
   * @param pixels of {@link #pixelShape}, or for more examples than there are; of no account, as
   *     the others, where the share is empty
   * @param targets of {@link #targetShape}, likewise
   * @param labels a class of each example
   * @return examples filled in; 0 once the epoch is over, or where the share is empty
   * @throws IllegalArgumentException if the shapes do not fit
   */
  int next(Tensor pixels, Tensor targets, int[] labels);
}
