package capstan.capsnet.inspect;

import capstan.core.Shape;
import capstan.core.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Measures what each dimension of a class' capsule changes. */
public final class DimensionEffects {
  private static final int MEASURES = StrokeMeasure.values().length;

  private DimensionEffects() {}

  /**
   * Measures all dimensions of one class.
   *
   * @param decoder of the network that encoded the images
   * @param encoded images, of which the first rightly read ones of the class are used
   * @param label the class
   * @param limit at most so many images
   * @return one effect a dimension, in order; empty if no image of the class was read rightly
   */
  public static List<DimensionEffect> measure(
      CapsuleDecoder decoder, EncodedImages encoded, int label, int limit) {
    int[] places =
        IntStream.range(0, encoded.count())
            .filter(image -> encoded.images().label(image) == label && encoded.right(image))
            .limit(limit)
            .toArray();
    if (places.length == 0) {
      return List.of();
    }
    int[] chosen = new int[places.length];
    Arrays.fill(chosen, label);
    double[][] asTheyAre = measures(decoder.decode(moved(encoded, places, label, 0, 0), chosen));
    double[] spreads = new double[MEASURES];
    for (int measure = 0; measure < MEASURES; measure++) {
      spreads[measure] = deviation(asTheyAre, measure);
    }
    List<DimensionEffect> effects = new ArrayList<>();
    float least = Perturbation.offset(0);
    float most = Perturbation.offset(Perturbation.STEPS - 1);
    for (int dimension = 0; dimension < encoded.capsules().shape().extent(2); dimension++) {
      Tensor low = decoder.decode(moved(encoded, places, label, dimension, least), chosen);
      Tensor high = decoder.decode(moved(encoded, places, label, dimension, most), chosen);
      effects.add(effect(label, dimension, low, high, spreads));
    }
    return effects;
  }

  private static Tensor moved(
      EncodedImages encoded, int[] places, int label, int dimension, float offset) {
    Tensor all = encoded.capsules();
    Tensor moved =
        Tensor.zeros(Shape.of(places.length, all.shape().extent(1), all.shape().extent(2)));
    for (int i = 0; i < places.length; i++) {
      moved.slice(i, 1).copyFrom(all.slice(places[i], 1));
      moved.set(moved.get(i, label, dimension) + offset, i, label, dimension);
    }
    return moved;
  }

  private static DimensionEffect effect(
      int label, int dimension, Tensor low, Tensor high, double[] spreads) {
    double[][] changes = measures(high);
    double[][] before = measures(low);
    int images = changes.length;
    double[] means = new double[MEASURES];
    double[] errors = new double[MEASURES];
    for (int measure = 0; measure < MEASURES; measure++) {
      for (int image = 0; image < images; image++) {
        changes[image][measure] -= before[image][measure];
        means[measure] += changes[image][measure] / images;
      }
      errors[measure] = images < 2 ? Double.NaN : deviation(changes, measure) / Math.sqrt(images);
    }
    double squares = 0;
    for (int i = 0; i < low.elements(); i++) {
      double change = high.array()[high.offset() + i] - low.array()[low.offset() + i];
      squares += change * change;
    }
    return new DimensionEffect(
        label,
        dimension,
        images,
        Math.sqrt(squares / low.elements()),
        Arrays.stream(means).boxed().toList(),
        Arrays.stream(errors).boxed().toList(),
        Arrays.stream(spreads).boxed().toList());
  }

  private static double[][] measures(Tensor images) {
    Shape shape = images.shape();
    int count = shape.extent(0);
    int size = images.elements() / count;
    double[][] measures = new double[count][];
    for (int image = 0; image < count; image++) {
      measures[image] =
          StrokeMeasure.of(
              images.array(),
              images.offset() + image * size,
              shape.extent(1),
              shape.extent(2),
              shape.extent(3));
    }
    return measures;
  }

  /** Standard deviation of a column; 0 for one row. */
  private static double deviation(double[][] rows, int column) {
    double mean = 0;
    for (double[] row : rows) {
      mean += row[column] / rows.length;
    }
    double squares = 0;
    for (double[] row : rows) {
      squares += (row[column] - mean) * (row[column] - mean);
    }
    return rows.length < 2 ? 0 : Math.sqrt(squares / (rows.length - 1));
  }
}
