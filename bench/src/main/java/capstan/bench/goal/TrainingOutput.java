package capstan.bench.goal;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code capstan train} prints into a pipe, with the times its lines came at: one after the
 * first step, one every ten seconds, one at the end of an epoch.
 */
final class TrainingOutput {
  private static final Pattern STEP = Pattern.compile("epoch \\d+/\\d+, .*images.*");
  private static final Pattern EPOCH = Pattern.compile("epoch \\d+: test error ([0-9.]+) %.*");

  private double firstStep = Double.NaN;
  private double epochEnd = Double.NaN;
  private double errorPercent = Double.NaN;

  /**
   * Reads a line.
   *
   * @param seconds since the command was started
   */
  void read(String line, double seconds) {
    if (Double.isNaN(firstStep) && STEP.matcher(line).matches()) {
      firstStep = seconds;
    }
    Matcher end = EPOCH.matcher(line);
    if (Double.isNaN(epochEnd) && end.matches()) {
      epochEnd = seconds;
      errorPercent = Double.parseDouble(end.group(1));
    }
  }

  /** Whether an epoch was trained and tested. */
  boolean isComplete() {
    return !Double.isNaN(firstStep) && !Double.isNaN(epochEnd);
  }

  /** From the command to the end of the first step. */
  double firstStepSeconds() {
    return firstStep;
  }

  /** From there to the end of the first epoch's test: all steps but one, and the test. */
  double epochSeconds() {
    return epochEnd - firstStep;
  }

  /** Test images that were predicted right after the first epoch. */
  double accuracyPercent() {
    return 100 - errorPercent;
  }
}
