package capstan.capsnet.augmentation;

/**
 * Normal numbers for pixels, of which a step needs a hundred thousand: the middles of 4,096 equally
 * likely ranges of the normal distribution, so that five of them cost one random number of 64 bits.
 * Their mean is 0, their standard deviation 0.999, and none is farther out than 3.7.
 */
final class NormalQuantiles {
  private static final int BITS = 12;
  private static final int COUNT = 1 << BITS;
  private static final float[] TABLE = table();

  /** Numbers from one of 64 bits. */
  static final int PER_WORD = Long.SIZE / BITS;

  private NormalQuantiles() {}

  /**
   * One of the numbers.
   *
   * @param word random bits
   * @param which from 0, below {@link #PER_WORD}
   */
  static float of(long word, int which) {
    return TABLE[(int) (word >>> (BITS * which)) & (COUNT - 1)];
  }

  /** The distribution function, summed from the middle outwards and inverted on the way. */
  private static float[] table() {
    double step = 1e-4;
    float[] table = new float[COUNT];
    double below = 0.5;
    double z = 0;
    for (int k = COUNT / 2; k < COUNT; k++) {
      double wanted = (k + 0.5) / COUNT;
      while (below < wanted) {
        double middle = z + step / 2;
        below += step * StrictMath.exp(-middle * middle / 2) / StrictMath.sqrt(2 * StrictMath.PI);
        z += step;
      }
      table[k] = (float) z;
      table[COUNT - 1 - k] = (float) -z;
    }
    return table;
  }
}
