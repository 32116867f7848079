package capstan.mnist.finding;

import capstan.mnist.experiment.PairedDifference;
import capstan.mnist.text.Figures;

/** Two networks on the same images, in words. */
final class PairedWords {
  private PairedWords() {}

  /**
   * How the errors of two networks that should be matched differ, and whether that tells them
   * apart.
   *
   * @param where on which images, as in "Upright"
   * @param first name of a network
   * @param second name of the other
   * @param interval of the difference, with 95 % confidence
   * @param cause what a difference elsewhere need not come from if they are not matched
   */
  static String matched(
      String where,
      String first,
      String second,
      PairedDifference difference,
      PairedDifference.Interval interval,
      String cause) {
    return "%s, %s are misread by %s alone and %s by %s alone: %s points (95 %% interval %s to %s), %s."
        .formatted(
            where,
            Figures.count(difference.onlyFirst()),
            first,
            Figures.count(difference.onlySecond()),
            second,
            signed(difference.points()),
            signed(interval.low()),
            signed(interval.high()),
            interval.excludesZero()
                ? "so they are not matched, and a difference elsewhere need not come from " + cause
                : "which does not tell them apart");
  }

  /** A difference in points, as in "+0.31" or "−2.00". */
  static String signed(double points) {
    String number = Figures.decimal(Math.abs(points), 2);
    return number.equals("0.00") ? number : (points < 0 ? "−" : "+") + number;
  }
}
