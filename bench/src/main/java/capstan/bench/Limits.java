package capstan.bench;

import capstan.core.Workers;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * What the machine can do at most, measured in this process: the rate of multiply-adds that touch
 * no memory, and the rate at which memory is read and written.
 *
 * @param gflops 10⁹ floating-point operations a second, all threads together
 * @param gigabytes 10⁹ bytes a second, all threads together
 */
public record Limits(double gflops, double gigabytes) {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int STEPS = 2_000_000;
  private static final int ELEMENTS = 1 << 24;
  private static final int ROUNDS = 12;

  /**
   * Measures both, in about two seconds.
   *
   * @param threads how many threads work at once
   */
  public static Limits measure(int threads) {
    try (Workers workers = new Workers(threads)) {
      float[] sink = new float[threads];
      double fastest = Double.MAX_VALUE;
      for (int round = 0; round < ROUNDS; round++) {
        long start = System.nanoTime();
        workers.run(threads, (part, worker) -> sink[part] = multiplyAdds(STEPS));
        fastest = Math.min(fastest, (double) (System.nanoTime() - start));
      }
      double flops = 2.0 * 16 * SPECIES.length() * STEPS * threads;
      return new Limits(flops / fastest, stream(workers));
    }
  }

  /** Sixteen independent chains, so that the latency of one is hidden by the others. */
  private static float multiplyAdds(int steps) {
    FloatVector x = FloatVector.broadcast(SPECIES, 0.999f);
    FloatVector y = FloatVector.broadcast(SPECIES, 1e-3f);
    FloatVector a = y;
    FloatVector b = y;
    FloatVector c = y;
    FloatVector d = y;
    FloatVector e = y;
    FloatVector f = y;
    FloatVector g = y;
    FloatVector h = y;
    FloatVector i = y;
    FloatVector j = y;
    FloatVector k = y;
    FloatVector l = y;
    FloatVector m = y;
    FloatVector n = y;
    FloatVector o = y;
    FloatVector p = y;
    for (int step = 0; step < steps; step++) {
      a = a.fma(x, y);
      b = b.fma(x, y);
      c = c.fma(x, y);
      d = d.fma(x, y);
      e = e.fma(x, y);
      f = f.fma(x, y);
      g = g.fma(x, y);
      h = h.fma(x, y);
      i = i.fma(x, y);
      j = j.fma(x, y);
      k = k.fma(x, y);
      l = l.fma(x, y);
      m = m.fma(x, y);
      n = n.fma(x, y);
      o = o.fma(x, y);
      p = p.fma(x, y);
    }
    FloatVector first = a.add(b).add(c.add(d)).add(e.add(f).add(g.add(h)));
    FloatVector second = i.add(j).add(k.add(l)).add(m.add(n).add(o.add(p)));
    return first.add(second).lane(0);
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
