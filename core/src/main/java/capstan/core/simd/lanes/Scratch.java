package capstan.core.simd.lanes;

/** A private array for each worker, which grows to the largest size ever asked for and stays. */
public final class Scratch {
  private final float[][] arrays;

  /**
   * Empty arrays.
   *
   * @param workers how many threads there are
   */
  public Scratch(int workers) {
    arrays = new float[workers][0];
  }

  /**
   * Makes every worker's array at least this long. Called before the work is shared out.
   *
   * @param floats the length
   */
  public void reserve(int floats) {
    if (arrays[0].length < floats) {
      for (int worker = 0; worker < arrays.length; worker++) {
        arrays[worker] = new float[floats];
      }
    }
  }

  /** The array of one worker, with whatever is left in it from its last use. */
  public float[] of(int worker) {
    return arrays[worker];
  }
}
