package capstan.bench.measure;

import capstan.core.Workers;
import capstan.core.simd.lanes.PeakRate;
import java.util.Arrays;
import java.util.Locale;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * What the machine can do at most, measured in this process: the rate of multiply-adds that touch
 * no memory, and the rate at which memory is read and written.
 *
 * @param gflops 10⁹ floating-point operations per second, all threads together
 * @param gigabytes 10⁹ bytes per second, all threads together
 */
public record Limits(double gflops, double gigabytes) {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int PEAK_MILLISECONDS = 2000;
  private static final int ELEMENTS = 1 << 24;
  private static final int ROUNDS = 12;

  /**
   * Measures both, in about three seconds.
   *
   * @param threads how many threads work at once
   */
  public static Limits measure(int threads) {
    try (Workers workers = new Workers(threads)) {
      return new Limits(PeakRate.measure(workers, PEAK_MILLISECONDS), stream(workers));
    }
  }

  /**
   * Both in words.
   *
   * @param threads that they were measured with
   */
  public String describe(int threads) {
    return String.format(
        Locale.ROOT,
        "%d thread%s: %.0f GFLOP/s of multiply-adds in registers, %.1f GB/s of memory",
        threads,
        threads == 1 ? "" : "s",
        gflops,
        gigabytes);
  }

  /** y = x + y over arrays far larger than the caches: 12 bytes an element. */
  private static double stream(Workers workers) {
    int threads = workers.threads();
    float[][] x = new float[threads][ELEMENTS / threads];
    float[][] y = new float[threads][ELEMENTS / threads];
    for (float[] each : x) {
      Arrays.fill(each, 1);
    }
    double fastest = Double.MAX_VALUE;
    for (int round = 0; round < ROUNDS; round++) {
      long start = System.nanoTime();
      workers.run(threads, (part, worker) -> add(x[part], y[part]));
      fastest = Math.min(fastest, (double) (System.nanoTime() - start));
    }
    return 12.0 * (ELEMENTS / threads) * threads / fastest;
  }

  private static void add(float[] x, float[] y) {
    for (int i = 0; i < x.length; i += SPECIES.length()) {
      FloatVector.fromArray(SPECIES, y, i)
          .add(FloatVector.fromArray(SPECIES, x, i))
          .intoArray(y, i);
    }
  }
}
