package capstan.core;

/**
 * Random numbers addressed by position instead of drawn in turn: the value at an index depends only
 * on the seed, the stream and the index. Any thread may ask for any index, in any order, and a
 * resumed run needs no state but the position it had reached.
 *
 * <p>Each value is the SplitMix64 finalizer (Steele, Lea and Flood, 2014) of a Weyl sequence,
 * applied twice with the stream in between.
 *
 * @param seed the run's seed
 * @param stream which use the numbers are for, so that two uses never share a sequence
 */
public record CounterRandom(long seed, long stream) {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  /**
   * 64 random bits.
   *
   * @param index the position
   */
  public long bits(long index) {
    return mix(mix(mix(seed + GOLDEN) + stream * GOLDEN) + (index + 1) * GOLDEN);
  }

  /**
   * Uniform in [0, 1).
   *
   * @param index the position
   */
  public double uniform(long index) {
    return (bits(index) >>> 11) * 0x1p-53;
  }

  /**
   * Uniform over 0 … bound−1, by the high half of a 128-bit product (Lemire, 2019).
   *
   * @param index the position
   * @param bound a positive number
   */
  public int below(long index, int bound) {
    if (bound <= 0) {
      throw new IllegalArgumentException("bound must be positive, found " + bound);
    }
    return (int) Math.unsignedMultiplyHigh(bits(index), bound);
  }

  /**
   * Standard normal, by Box and Muller's transform.
   *
   * @param index the position
   */
  public double normal(long index) {
    double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - uniform(2 * index)));
    return radius * StrictMath.cos(2 * StrictMath.PI * uniform(2 * index + 1));
  }

  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
