package capstan.capsnet.inspect;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Whether answers of a certain score are right as often as the score says, as those of a calibrated
 * network are (Guo et al., 2017).
 *
 * @param bins of equal width, from 0 to 1; empty ones too
 */
public record Calibration(List<Bin> bins) {
  /** Copies the list. */
  public Calibration {
    bins = List.copyOf(bins);
  }

  /**
   * Answers whose scores are alike.
   *
   * @param low the least score
   * @param high the score that is just too large, but for the last bin, which has it
   * @param images how many answers
   * @param wrong how many of them were
   * @param meanScore of those; NaN without any
   */
  public record Bin(double low, double high, int images, int wrong, double meanScore) {
    /** Right answers, 0 to 1; NaN without any. */
    public double right() {
      return images == 0 ? Double.NaN : 1 - (double) wrong / images;
    }
  }

  /**
   * Sorts answers into bins.
   *
   * @param count of bins
   * @param scores 0 to 1, at least one
   * @param right whether each answer was
   */
  public static Calibration of(int count, List<Double> scores, List<Boolean> right) {
    int[] images = new int[count];
    int[] wrong = new int[count];
    double[] sums = new double[count];
    for (int image = 0; image < scores.size(); image++) {
      int bin = Math.min(count - 1, (int) (scores.get(image) * count));
      images[bin]++;
      wrong[bin] += right.get(image) ? 0 : 1;
      sums[bin] += scores.get(image);
    }
    return new Calibration(
        IntStream.range(0, count)
            .mapToObj(
                bin ->
                    new Bin(
                        (double) bin / count,
                        (bin + 1.0) / count,
                        images[bin],
                        wrong[bin],
                        sums[bin] / images[bin]))
            .toList());
  }

  /**
   * The expected calibration error: how far score and share of right answers are apart, averaged
   * over all images, 0 to 1.
   */
  public double expectedError() {
    double sum = 0;
    int images = 0;
    for (Bin bin : bins) {
      sum += bin.images == 0 ? 0 : bin.images * Math.abs(bin.right() - bin.meanScore);
      images += bin.images;
    }
    return sum / images;
  }
}
