package capstan.bench.measure;

import java.util.Arrays;
import java.util.Locale;

/**
 * Median and range of one figure over rounds.
 *
 * @param median the middle one; of an even number, the mean of the middle two
 * @param least the smallest
 * @param greatest the largest
 */
public record Spread(double median, double least, double greatest) {
  /**
   * Of measured values.
   *
   * @param values one a round, at least one
   */
  public static Spread of(double... values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    double median =
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    return new Spread(median, sorted[0], sorted[sorted.length - 1]);
  }

  /** Of the quotients of two figures measured in the same rounds. */
  public static Spread ofRatio(double[] numerators, double[] denominators) {
    double[] ratios = new double[numerators.length];
    for (int round = 0; round < ratios.length; round++) {
      ratios[round] = numerators[round] / denominators[round];
    }
    return of(ratios);
  }

  /**
   * For a table: median, and the range in brackets.
   *
   * @param digits after the point
   */
  public String text(int digits) {
    String number = "%." + digits + "f";
    return String.format(
        Locale.ROOT, number + " (" + number + "-" + number + ")", median, least, greatest);
  }
}
