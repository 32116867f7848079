package capstan.core.testing;

import capstan.core.CounterRandom;

/** Arrays of random numbers for tests, the same for the same seed. */
public final class RandomNumbers {
  private RandomNumbers() {}

  /** Standard normal numbers. */
  public static float[] normal(int count, long seed) {
    CounterRandom random = new CounterRandom(seed, 1);
    float[] values = new float[count];
    for (int k = 0; k < count; k++) {
      values[k] = (float) random.normal(k);
    }
    return values;
  }

  /** Standard normal numbers in double precision, each exactly a float. */
  public static double[] normalDoubles(int count, long seed) {
    return doubles(normal(count, seed));
  }

  /** The same numbers in double precision. */
  public static double[] doubles(float[] values) {
    double[] doubles = new double[values.length];
    for (int k = 0; k < values.length; k++) {
      doubles[k] = values[k];
    }
    return doubles;
  }

  /** The nearest floats. */
  public static float[] floats(double[] values) {
    float[] floats = new float[values.length];
    for (int k = 0; k < values.length; k++) {
      floats[k] = (float) values[k];
    }
    return floats;
  }
}
