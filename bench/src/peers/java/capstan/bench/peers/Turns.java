package capstan.bench.peers;

import java.util.ArrayList;
import java.util.List;

/**
 * Measures several contestants in turn, A B A B: the machine's speed drifts, and neighbours in time
 * see the same machine. After each change of sides a few untimed runs let the other side's threads
 * fall asleep and bring the caches into the state of a run that follows its like; one that is far
 * longer than that needs none. A round in which other processes were busy is repeated.
 *
 * @param rounds how often each has its turn
 * @param most the same with repetitions
 * @param settle least untimed milliseconds at the start of a turn
 * @param measure least timed milliseconds of a turn
 */
record Turns(int rounds, int most, double settle, double measure) {
  /** Measures. */
  Rounds of(List<? extends Contestant> contestants) {
    List<Rounds.Round> all = new ArrayList<>();
    double[] times = new double[contestants.size()];
    for (int quiet = 0; quiet < rounds && all.size() < most; ) {
      ProcessorTime start = ProcessorTime.now();
      for (int each = 0; each < times.length; each++) {
        contestants.get(each).start();
        if (times[each] < 10 * settle) {
          repeat(contestants.get(each), settle);
        }
        times[each] = repeat(contestants.get(each), measure);
      }
      Rounds.Round round = new Rounds.Round(times.clone(), ProcessorTime.now().others(start));
      all.add(round);
      quiet += round.isDisturbed() ? 0 : 1;
    }
    return Rounds.best(all, rounds);
  }

  /** Runs at least once and at least so long; the mean of all runs. */
  private static double repeat(Contestant contestant, double milliseconds) {
    long start = System.nanoTime();
    int runs = 0;
    double passed;
    do {
      contestant.run();
      runs++;
      passed = (System.nanoTime() - start) / 1e6;
    } while (passed < milliseconds);
    return passed / runs;
  }
}
