package capstan.mnist.illustration;

import capstan.capsnet.run.EpochMetrics;
import capstan.capsnet.run.Score;
import capstan.capsnet.run.WilsonInterval;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.ArrayList;
import java.util.List;

/**
 * The exact-match error after an epoch of a training on pairs, for tables and for programs.
 *
 * @param pairsSeen in training so far
 * @param testPairs on which it was tested
 * @param wrong how many of them were not matched exactly
 * @param exactMatchErrorPercent those in percent
 * @param interval the 95 % interval of the error, in percent
 */
public record PairError(
    long pairsSeen,
    int testPairs,
    int wrong,
    double exactMatchErrorPercent,
    @JsonUnwrapped(suffix = "Percent") WilsonInterval interval) {

  /** Of every epoch. */
  public static List<PairError> of(List<EpochMetrics> epochs) {
    List<PairError> errors = new ArrayList<>();
    long seen = 0;
    for (EpochMetrics epoch : epochs) {
      seen += epoch.images();
      Score test = epoch.test();
      errors.add(
          new PairError(
              seen, test.images(), test.wrong(), test.errorPercent(), test.errorIntervalPercent()));
    }
    return errors;
  }
}
