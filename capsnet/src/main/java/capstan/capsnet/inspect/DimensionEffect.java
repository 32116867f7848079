package capstan.capsnet.inspect;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * What one dimension of one class' capsule changes in the drawn image when it goes from −0.25 to
 * 0.25, averaged over several images.
 *
 * @param label the class
 * @param dimension which of its capsule's numbers
 * @param images how many were averaged
 * @param pixelChange root of the mean squared change of a pixel
 * @param means mean change of each {@link StrokeMeasure}, in its unit
 * @param standardErrors of the means; NaN of a single image
 * @param spreads standard deviation of each measure over the unmoved images, to compare with
 */
public record DimensionEffect(
    int label,
    int dimension,
    int images,
    double pixelChange,
    List<Double> means,
    List<Double> standardErrors,
    List<Double> spreads) {
  /** A change is named if it is at least this many standard errors from nothing. */
  private static final double LEAST_STANDARD_ERRORS = 3;

  /**
   * The measures that this dimension moves beyond doubt and by much, most first: the mean is at
   * least three standard errors, as much as images of the class differ by (one standard deviation),
   * and enough to be seen. Empty where the measurement carries no name.
   */
  public List<StrokeMeasure> named() {
    return Stream.of(StrokeMeasure.values())
        .filter(this::carries)
        .sorted(Comparator.comparingDouble((StrokeMeasure measure) -> -strength(measure)))
        .toList();
  }

  private boolean carries(StrokeMeasure measure) {
    double mean = Math.abs(measure.in(means));
    return images >= 3
        && mean >= LEAST_STANDARD_ERRORS * measure.in(standardErrors)
        && strength(measure) >= 1;
  }

  /** The change as a multiple of how much images of the class differ, or of what can be seen. */
  private double strength(StrokeMeasure measure) {
    double scale = Math.max(measure.in(spreads), measure.visible());
    return Math.abs(measure.in(means)) / scale;
  }
}
