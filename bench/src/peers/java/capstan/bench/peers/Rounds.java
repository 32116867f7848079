package capstan.bench.peers;

import capstan.bench.measure.Spread;
import java.util.Comparator;
import java.util.List;

/**
 * The rounds of one comparison that were kept.
 *
 * @param kept the least disturbed
 * @param repeated how many others there were
 */
record Rounds(List<Round> kept, int repeated) {
  /**
   * Each side's turn once.
   *
   * @param milliseconds of one run, by contestant
   * @param others share of the processors' time that other processes had; NaN if not known
   */
  @SuppressWarnings("ArrayRecordComponent") // Nobody compares them.
  record Round(double[] milliseconds, double others) {
    boolean isDisturbed() {
      return ProcessorTime.isDisturbed(others);
    }
  }

  /** The least disturbed of all that were measured. */
  static Rounds best(List<Round> all, int count) {
    return new Rounds(
        all.stream().sorted(Comparator.comparingDouble(Round::others)).limit(count).toList(),
        all.size() - count);
  }

  /** How many sides there are. */
  int contestants() {
    return kept.getFirst().milliseconds().length;
  }

  /** Milliseconds of one run of a contestant, by round. */
  double[] times(int contestant) {
    return kept.stream().mapToDouble(round -> round.milliseconds()[contestant]).toArray();
  }

  /** Median milliseconds of one run of a contestant. */
  double median(int contestant) {
    return Spread.of(times(contestant)).median();
  }

  /** In words, whether others disturbed it. */
  String disturbance() {
    if (kept.stream().anyMatch(round -> Double.isNaN(round.others()))) {
      return kept.size() + " rounds, others' load not known";
    }
    long disturbed = kept.stream().filter(Round::isDisturbed).count();
    return kept.size()
        + " rounds"
        + (repeated > 0 ? ", " + repeated + " repeated" : "")
        + (disturbed > 0 ? ", " + disturbed + " still disturbed" : "");
  }
}
