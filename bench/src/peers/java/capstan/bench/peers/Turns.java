package capstan.bench.peers;

import java.util.List;

/**
 * Measures several workloads in turn, A B A B: the machine's speed drifts, and neighbours in time
 * see the same machine. After each change of sides a few untimed runs let the other side's threads
 * fall asleep and bring the caches into the state of a run that follows its like.
 *
 * @param rounds how often each has its turn
 * @param settle least untimed milliseconds at the start of a turn
 * @param measure least timed milliseconds of a turn
 */
record Turns(int rounds, double settle, double measure) {
  /**
   * Measures.
   *
   * @param workloads each one run of what is compared
   * @return milliseconds of one run, [workload][round]
   */
  double[][] milliseconds(List<Runnable> workloads) {
    double[][] times = new double[workloads.size()][rounds];
    for (int round = 0; round < rounds; round++) {
      for (int each = 0; each < times.length; each++) {
        repeat(workloads.get(each), settle);
        times[each][round] = repeat(workloads.get(each), measure);
      }
    }
    return times;
  }

  /** Runs at least once and at least so long; the mean of all runs. */
  private static double repeat(Runnable workload, double milliseconds) {
    long start = System.nanoTime();
    int runs = 0;
    double passed;
    do {
      workload.run();
      runs++;
      passed = (System.nanoTime() - start) / 1e6;
    } while (passed < milliseconds);
    return passed / runs;
  }
}
