package capstan.mnist.experiment;

import capstan.capsnet.run.WilsonInterval;
import java.util.stream.IntStream;

/**
 * Trials in groups that resemble each other within, such as versions of one image: they tell as
 * much as fewer independent ones. How many, the spread between the groups says: the variance of the
 * rate, as a ratio of two sums over groups, is compared with that of independent trials (Korn and
 * Graubard, Survey Methodology 24, 1998). Groups may be of different sizes.
 */
final class GroupedTrials {
  private final int[] trials;
  private final int[] failures;

  /** No trials yet, in at most so many groups. */
  GroupedTrials(int groups) {
    trials = new int[groups];
    failures = new int[groups];
  }

  /** One more trial of a group. */
  void add(int group, boolean failed) {
    trials[group]++;
    failures[group] += failed ? 1 : 0;
  }

  /** How many trials. */
  int trials() {
    return IntStream.of(trials).sum();
  }

  /** How many of them failed. */
  int failures() {
    return IntStream.of(failures).sum();
  }

  /** How many failed of how many there were, 0 to 1; NaN without trials. */
  double rate() {
    return (double) failures() / trials();
  }

  /** The 95 % interval of the rate; both ends NaN without trials. */
  WilsonInterval interval() {
    return trials() == 0
        ? new WilsonInterval(Double.NaN, Double.NaN)
        : WilsonInterval.ofRate(rate(), independentTrials());
  }

  /**
   * As many as there are groups if nothing differs between them that could be measured, never more
   * than there are trials.
   */
  private double independentTrials() {
    double rate = rate();
    int groups = 0;
    double squares = 0;
    for (int group = 0; group < trials.length; group++) {
      if (trials[group] > 0) {
        groups++;
        double excess = failures[group] - rate * trials[group];
        squares += excess * excess;
      }
    }
    double all = trials();
    double variance = squares * groups / (groups - 1) / (all * all);
    double independent = rate * (1 - rate) / variance;
    return Double.isFinite(independent) ? Math.clamp(independent, groups, all) : groups;
  }
}
