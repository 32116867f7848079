package capstan.mnist.experiment;

import capstan.capsnet.run.WilsonInterval;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.eclipse.collections.api.list.primitive.ImmutableBooleanList;

/**
 * Two networks on the same images. What only one of them misreads tells them apart; what both
 * misread or both read does not, so the difference of their errors is known better than the errors
 * themselves.
 *
 * @param images how many, at least 1
 * @param both misread by both
 * @param onlyFirst misread by the first alone
 * @param onlySecond misread by the second alone
 */
public record PairedDifference(int images, int both, int onlyFirst, int onlySecond) {
  /**
   * Checks the counts.
   *
   * @throws IllegalArgumentException if one is negative or they are more than the images
   */
  public PairedDifference {
    boolean negative = both < 0 || onlyFirst < 0 || onlySecond < 0;
    if (negative || images < 1 || (long) both + onlyFirst + onlySecond > images) {
      throw new IllegalArgumentException(
          "%d images cannot have %d misread by both, %d and %d by one"
              .formatted(images, both, onlyFirst, onlySecond));
    }
  }

  /**
   * Compares image by image.
   *
   * @param first whether the first network misread each image
   * @param second the same of the second network
   * @throws IllegalArgumentException if these are not as many
   */
  public static PairedDifference of(ImmutableBooleanList first, ImmutableBooleanList second) {
    if (first.size() != second.size()) {
      throw new IllegalArgumentException(
          first.size() + " images beside " + second.size() + ", expected the same");
    }
    int both = 0;
    int onlyFirst = 0;
    int onlySecond = 0;
    for (int image = 0; image < first.size(); image++) {
      both += first.get(image) && second.get(image) ? 1 : 0;
      onlyFirst += first.get(image) && !second.get(image) ? 1 : 0;
      onlySecond += !first.get(image) && second.get(image) ? 1 : 0;
    }
    return new PairedDifference(first.size(), both, onlyFirst, onlySecond);
  }

  /** Images that both read rightly. */
  public int read() {
    return images - both - onlyFirst - onlySecond;
  }

  /** The first network's error less that of the second, in points of a percentage. */
  public double points() {
    return 100.0 * (onlyFirst - onlySecond) / images;
  }

  /**
   * An interval of the difference.
   *
   * @param low lower end, in points of a percentage
   * @param high upper end
   */
  public record Interval(double low, double high) {

    /** Whether no difference lies outside. */
    public boolean excludesZero() {
      return low > 0 || high < 0;
    }
  }

  /**
   * The interval that holds the true difference with this confidence, by Newcombe's method 10
   * (Statistics in Medicine 17, 1998, pages 2635-2650): from the Wilson intervals of both errors,
   * less what the errors have in common.
   *
   * @param comparisons so many intervals hold all at once with 95 % confidence, each by its share
   *     of the 5 % (Bonferroni); 1 for the 95 % interval of this difference alone
   */
  public Interval interval(int comparisons) {
    double quantile =
        NormalDistribution.of(0, 1).inverseSurvivalProbability(0.025 / Math.max(1, comparisons));
    int firstWrong = both + onlyFirst;
    int secondWrong = both + onlySecond;
    WilsonInterval first = WilsonInterval.of(firstWrong, images, quantile);
    WilsonInterval second = WilsonInterval.of(secondWrong, images, quantile);
    double firstRate = (double) firstWrong / images;
    double secondRate = (double) secondWrong / images;
    double difference = firstRate - secondRate;
    double below = apart(firstRate - first.low(), second.high() - secondRate, correlation());
    double above = apart(first.high() - firstRate, secondRate - second.low(), correlation());
    return new Interval(100 * (difference - below), 100 * (difference + above));
  }

  private static double apart(double one, double other, double correlation) {
    return Math.sqrt(Math.max(0, one * one - 2 * correlation * one * other + other * other));
  }

  /**
   * The correlation of the errors, a positive one corrected for continuity; 0 if one is constant.
   */
  private double correlation() {
    double firstWrong = (double) both + onlyFirst;
    double secondWrong = (double) both + onlySecond;
    double spread =
        Math.sqrt(firstWrong * (images - firstWrong) * secondWrong * (images - secondWrong));
    double common = (double) both * read() - (double) onlyFirst * onlySecond;
    if (common > 0) {
      common = Math.max(0, common - images / 2.0);
    }
    return spread == 0 ? 0 : common / spread;
  }
}
