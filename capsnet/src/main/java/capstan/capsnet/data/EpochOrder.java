package capstan.capsnet.data;

import capstan.core.CounterRandom;
import java.util.Arrays;
import java.util.stream.IntStream;

/** In which order an epoch visits a set: that of the set, or one that depends on seed and epoch. */
final class EpochOrder {
  private static final long STREAM = 0x73687566666c65L;

  private final CounterRandom random;
  private final boolean shuffled;
  private final int[] order;

  /**
   * The order of epoch 0.
   *
   * @param count things to visit
   * @param shuffled whether they are shuffled anew each epoch
   * @param seed of the shuffles
   */
  EpochOrder(int count, boolean shuffled, long seed) {
    this.shuffled = shuffled;
    random = new CounterRandom(seed, STREAM);
    order = IntStream.range(0, count).toArray();
    arrange(0);
  }

  /** What comes at a place. */
  int get(int place) {
    return order[place];
  }

  /** Fisher and Yates's shuffle from the order of the set, so that an epoch needs no other. */
  void arrange(long epoch) {
    if (!shuffled) {
      return;
    }
    Arrays.setAll(order, place -> place);
    for (int i = order.length - 1; i > 0; i--) {
      int other = random.below(epoch << 32 | i, i + 1);
      int swapped = order[i];
      order[i] = order[other];
      order[other] = swapped;
    }
  }
}
