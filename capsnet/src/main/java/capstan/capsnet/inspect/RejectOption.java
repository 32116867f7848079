package capstan.capsnet.inspect;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What is left of a network's error when the answers that it trusts least are refused: risk against
 * coverage (El-Yaniv and Wiener, 2010) at every threshold there is.
 *
 * @param points from all answers refused but the most trusted ones to none refused; answers of
 *     equal trust are refused together
 * @param area under the risk, both from 0 to 1: the error averaged over all coverages, in an order
 *     by chance of those of equal trust
 */
public record RejectOption(List<Point> points, double area) {
  /** Copies the list. */
  public RejectOption {
    points = List.copyOf(points);
  }

  /**
   * Answers of less trust than a threshold are refused.
   *
   * @param threshold the least trust that is not refused
   * @param answered how many images are
   * @param wrong how many of those were misread
   */
  public record Point(double threshold, int answered, int wrong) {
    /** Misread images of those answered, 0 to 1. */
    public double risk() {
      return (double) wrong / answered;
    }
  }

  /**
   * Measures it.
   *
   * @param trust in each answer; larger is more
   * @param right whether each answer was, at least one
   * @throws IllegalArgumentException if they differ in number, there is none, or trust is NaN
   */
  public static RejectOption of(List<Double> trust, List<Boolean> right) {
    if (trust.size() != right.size() || trust.isEmpty()) {
      throw new IllegalArgumentException(
          "trust in %d of %d answers".formatted(trust.size(), right.size()));
    }
    if (trust.contains(Double.NaN)) {
      throw new IllegalArgumentException("trust in an answer is no number");
    }
    List<Integer> order =
        IntStream.range(0, trust.size())
            .boxed()
            .sorted(Comparator.comparing(trust::get).reversed())
            .toList();
    List<Point> points = new ArrayList<>();
    double area = 0;
    int wrong = 0;
    for (int start = 0; start < order.size(); ) {
      double threshold = trust.get(order.get(start));
      int end = start;
      int misread = 0;
      for (; end < order.size() && trust.get(order.get(end)) == threshold; end++) {
        misread += right.get(order.get(end)) ? 0 : 1;
      }
      for (int answered = start + 1; answered <= end; answered++) {
        // Of equals any may come first: their errors are spread evenly.
        area += (wrong + misread * (double) (answered - start) / (end - start)) / answered;
      }
      wrong += misread;
      points.add(new Point(threshold, end, wrong));
      start = end;
    }
    return new RejectOption(points, area / order.size());
  }

  /**
   * The threshold that refuses most without refusing more than a share of all.
   *
   * @param share 0 to 1
   */
  public Point refusing(double share) {
    int all = points.getLast().answered();
    return points.stream()
        .filter(point -> all - point.answered() <= share * all)
        .findFirst()
        .orElseThrow();
  }
}
