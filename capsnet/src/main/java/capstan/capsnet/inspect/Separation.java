package capstan.capsnet.inspect;

import java.util.Arrays;
import java.util.List;

/** How well a number tells images of one kind from those of another. */
public final class Separation {
  private Separation() {}

  /**
   * The area under the receiver operating characteristic: how likely an image of one kind has the
   * larger number than one of the other, equal ones counted half (Mann and Whitney, 1947). One is
   * perfect, a half is chance.
   *
   * @param larger numbers of the images that should have the larger ones, at least one
   * @param smaller numbers of the others, at least one
   */
  public static double area(List<Double> larger, List<Double> smaller) {
    return ranks(smaller, larger).stream().mapToDouble(Double::doubleValue).average().orElseThrow();
  }

  /**
   * Where numbers stand among others.
   *
   * @param among at least one
   * @param values whatever number
   * @return for each value how much of the others is less, equal ones counted half, 0 to 1
   */
  public static List<Double> ranks(List<Double> among, List<Double> values) {
    double[] sorted = among.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return values.stream()
        .map(
            value ->
                (first(sorted, value) + first(sorted, Math.nextUp(value))) / (2.0 * sorted.length))
        .toList();
  }

  /** How many are less than a value. */
  private static int first(double[] sorted, double value) {
    int found = Arrays.binarySearch(sorted, value);
    if (found < 0) {
      return -found - 1;
    }
    while (found > 0 && sorted[found - 1] == value) {
      found--;
    }
    return found;
  }
}
