package capstan.core.simd.lanes;

import capstan.core.Workers;
import jdk.incubator.vector.FloatVector;

/** The rate of multiply-adds that touch no memory: what no kernel of this process can beat. */
public final class PeakRate {
  /** Short enough that even an interpreter is through with one in a fraction of a second. */
  private static final int FIRST_STEPS = 1_000;

  /** Long enough that waking the team up does not count: runs are lengthened to this. */
  private static final double RUN_NANOSECONDS = 1e6;

  /**
   * Independent chains, so that the latency of one is hidden by the others: two units with four
   * cycles each need eight. With the two factors they fit 16 registers.
   */
  private static final int CHAINS = 12;

  private PeakRate() {}

  /**
   * Measures it: the best of many short runs.
   *
   * @param workers who works at once; all of them
   * @param milliseconds how long to try, warm-up included
   * @return 10⁹ floating-point operations per second, all threads together
   */
  public static double measure(Workers workers, int milliseconds) {
    int threads = workers.threads();
    float[] sink = new float[threads];
    int steps = FIRST_STEPS;
    double best = 0;
    long end = System.nanoTime() + milliseconds * 1_000_000L;
    do {
      int count = steps;
      long start = System.nanoTime();
      workers.run(threads, (part, worker) -> sink[part] = multiplyAdds(count));
      long taken = System.nanoTime() - start;
      best = Math.max(best, 2.0 * CHAINS * Lanes.COUNT * count * threads / taken);
      if (taken < RUN_NANOSECONDS) {
        steps *= 2;
      }
    } while (System.nanoTime() < end);
    return best;
  }

  private static float multiplyAdds(int steps) {
    FloatVector x = FloatVector.broadcast(Lanes.SPECIES, 0.999f);
    FloatVector y = FloatVector.broadcast(Lanes.SPECIES, 1e-3f);
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
    for (int step = 0; step < steps; step++) {
      a = x.fma(a, y);
      b = x.fma(b, y);
      c = x.fma(c, y);
      d = x.fma(d, y);
      e = x.fma(e, y);
      f = x.fma(f, y);
      g = x.fma(g, y);
      h = x.fma(h, y);
      i = x.fma(i, y);
      j = x.fma(j, y);
      k = x.fma(k, y);
      l = x.fma(l, y);
    }
    FloatVector first = a.add(b).add(c.add(d)).add(e.add(f));
    FloatVector second = g.add(h).add(i.add(j)).add(k.add(l));
    return first.add(second).lane(0);
  }
}
