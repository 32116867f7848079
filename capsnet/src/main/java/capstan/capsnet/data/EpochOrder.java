package capstan.capsnet.data;

import capstan.core.CounterRandom;
import org.eclipse.collections.impl.list.mutable.primitive.IntArrayList;

/** In which order an epoch visits a set: that of the set, or one that depends on seed and epoch. */
final class EpochOrder {
  private static final long STREAM = 0x73687566666c65L;

  private final CounterRandom random;
  private final boolean shuffled;
  private final IntArrayList order;

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
    order = new IntArrayList(count);
    for (int i = 0; i < count; i++) {
      order.add(i);
    }
    arrange(0);
  }

  /** What comes at a place. */
  int get(int place) {
    return order.get(place);
  }

  /** Fisher and Yates's shuffle from the order of the set, so that an epoch needs no other. */
  void arrange(long epoch) {
    if (!shuffled) {
      return;
    }
    for (int i = 0; i < order.size(); i++) {
      order.set(i, i);
    }
    for (int i = order.size() - 1; i > 0; i--) {
      int other = random.below(epoch << 32 | i, i + 1);
      int swapped = order.get(i);
      order.set(i, order.get(other));
      order.set(other, swapped);
    }
  }
}
