package capstan.mnist.experiment;

import capstan.capsnet.data.ImageSet;
import capstan.capsnet.inspect.EncodedFeatures;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;

/**
 * How well a transformation's parameter is read from a network's features by linear maps, one a
 * class: fitted on half of the class's digits at all steps, measured on the others.
 *
 * @param numbers features of an image
 * @param components principal components that the maps see of them; as many as the features if they
 *     see the features themselves
 * @param all over the held-out digits of all classes
 * @param classes of each class; with no digits where the class has fewer than {@link #FEWEST}
 */
public record Readout(int numbers, int components, Share all, List<Share> classes) {
  /**
   * Digits that a class needs: two to learn from, so that one can judge the other, and two more.
   */
  public static final int FEWEST = 4;

  private static final int PARTS = 5;

  /** Copies the list. */
  public Readout {
    classes = List.copyOf(classes);
  }

  /**
   * The share of the parameter's variance that maps explain, R². A digit's own is one less its
   * squared errors over the squares of the steps about their mean; this is the mean over digits,
   * which is the R² of all of them together, since all are seen at the same steps.
   *
   * @param digits held-out digits
   * @param r2 at most 1; below 0 if the mean would be a better guess; NaN without digits
   * @param low lower end of its 95 % interval, of the choice of held-out digits alone; NaN below 2
   * @param high its upper end
   */
  public record Share(int digits, double r2, double low, double high) {
    private static Share of(double... shares) {
      int count = shares.length;
      double mean = Arrays.stream(shares).average().orElse(Double.NaN);
      double squares = Arrays.stream(shares).map(share -> (share - mean) * (share - mean)).sum();
      double half = count < 2 ? Double.NaN : 1.96 * Math.sqrt(squares / (count - 1) / count);
      return new Share(count, mean, mean - half, mean + half);
    }
  }

  /** Whether enough images of at least one class are there. */
  public static boolean possible(ImageSet images) {
    return IntStream.range(0, images.classes())
        .anyMatch(label -> of(images, label).length >= FEWEST);
  }

  /**
   * Fits and measures.
   *
   * @param images the digits
   * @param steps the values of the parameter, not all alike
   * @param encoded the digits at each of them
   * @param components how many principal components the maps see; all features if there are no more
   */
  static Readout measure(
      ImageSet images, List<Double> steps, List<EncodedFeatures> encoded, int components) {
    int numbers = encoded.getFirst().numbers();
    int seen = Math.min(components, numbers);
    List<Share> classes = new ArrayList<>();
    List<double[]> shares = new ArrayList<>();
    for (int label = 0; label < images.classes(); label++) {
      int[] places = of(images, label);
      double[] found =
          places.length < FEWEST ? new double[0] : shares(places, steps, encoded, seen);
      classes.add(Share.of(found));
      shares.add(found);
    }
    double[] all = shares.stream().flatMapToDouble(Arrays::stream).toArray();
    return new Readout(numbers, seen, Share.of(all), classes);
  }

  private static int[] of(ImageSet images, int label) {
    return IntStream.range(0, images.count()).filter(i -> images.label(i) == label).toArray();
  }

  /** R² of each held-out digit, which are the second, the fourth and so on. */
  private static double[] shares(
      int[] places, List<Double> steps, List<EncodedFeatures> encoded, int seen) {
    int learned = Math.ceilDiv(places.length, 2);
    List<DMatrixRMaj> parts = new ArrayList<>();
    for (int part = 0; part < Math.min(PARTS, learned); part++) {
      int first = part;
      int[] digits =
          IntStream.iterate(first, i -> i < learned, i -> i + PARTS)
              .map(i -> places[2 * i])
              .toArray();
      parts.add(LinearMap.sums(rows(digits, steps, encoded)));
    }
    LinearMap map =
        seen < encoded.getFirst().numbers()
            ? LinearMap.fitReduced(parts, seen)
            : LinearMap.fit(parts);
    double mean = steps.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    double squares = steps.stream().mapToDouble(value -> (value - mean) * (value - mean)).sum();
    return IntStream.range(0, places.length / 2)
        .mapToDouble(i -> 1 - squaredErrors(map, places[2 * i + 1], steps, encoded) / squares)
        .toArray();
  }

  private static DMatrixRMaj rows(int[] digits, List<Double> steps, List<EncodedFeatures> encoded) {
    int numbers = encoded.getFirst().numbers();
    DMatrixRMaj rows = new DMatrixRMaj(digits.length * steps.size(), numbers + 2);
    int row = 0;
    for (int digit : digits) {
      for (int step = 0; step < steps.size(); step++) {
        for (int number = 0; number < numbers; number++) {
          rows.set(row, number, encoded.get(step).feature(digit, number));
        }
        rows.set(row, numbers, 1);
        rows.set(row, numbers + 1, steps.get(step));
        row++;
      }
    }
    return rows;
  }

  private static double squaredErrors(
      LinearMap map, int digit, List<Double> steps, List<EncodedFeatures> encoded) {
    double sum = 0;
    for (int step = 0; step < steps.size(); step++) {
      double error = map.at(encoded.get(step), digit) - steps.get(step);
      sum += error * error;
    }
    return sum;
  }
}
