package capstan.mnist.chart;

import capstan.capsnet.run.WilsonInterval;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.eclipse.collections.api.list.primitive.ImmutableDoubleList;
import org.eclipse.collections.impl.factory.primitive.DoubleLists;

/**
 * One line of a plot.
 *
 * @param name what the legend says
 * @param x where its points lie, rising
 * @param y as many values; one that is not finite leaves a gap
 * @param low lower ends of the values' intervals, as many or none
 * @param high upper ends of the values' intervals, as many as lower ones
 * @param reference whether it only guides the eye: drawn thin and grey, without markers
 */
public record Curve(
    String name,
    ImmutableDoubleList x,
    ImmutableDoubleList y,
    ImmutableDoubleList low,
    ImmutableDoubleList high,
    boolean reference) {
  /**
   * Checks the lengths.
   *
   * @throws IllegalArgumentException if they differ
   */
  public Curve {
    if (x.size() != y.size()) {
      throw new IllegalArgumentException(
          "curve %s: %d places with %d values".formatted(name, x.size(), y.size()));
    }
    if (low.size() != high.size() || (!low.isEmpty() && low.size() != y.size())) {
      throw new IllegalArgumentException(
          "curve %s: %d values with intervals from %d to %d places"
              .formatted(name, y.size(), low.size(), high.size()));
    }
  }

  /**
   * A curve through copies of the given values.
   *
   * @param name what the legend says
   * @param x where its points lie, rising
   * @param y as many values; one that is not finite leaves a gap
   * @throws IllegalArgumentException if they differ in length
   */
  public static Curve of(String name, double[] x, double[] y) {
    return new Curve(
        name,
        DoubleLists.immutable.of(x),
        DoubleLists.immutable.of(y),
        DoubleLists.immutable.empty(),
        DoubleLists.immutable.empty(),
        false);
  }

  /**
   * A curve through the same figures of several things.
   *
   * @param name what the legend says
   * @param of the things, in the order of their places
   * @param x where each lies
   * @param y its value
   */
  public static <T> Curve of(
      String name, List<T> of, ToDoubleFunction<T> x, ToDoubleFunction<T> y) {
    return of(name, of.stream().mapToDouble(x).toArray(), of.stream().mapToDouble(y).toArray());
  }

  /** The same curve as one that only guides the eye. */
  public Curve asReference() {
    return new Curve(name, x, y, low, high, true);
  }

  /**
   * The same curve with an interval about each value.
   *
   * @param lower ends, copied
   * @param upper ends, copied
   * @throws IllegalArgumentException if they are not as many as the values
   */
  public Curve withIntervals(double[] lower, double[] upper) {
    return new Curve(
        name, x, y, DoubleLists.immutable.of(lower), DoubleLists.immutable.of(upper), reference);
  }

  /**
   * The same curve with an interval about each value.
   *
   * @param intervals as many as the values
   */
  public Curve withIntervals(List<WilsonInterval> intervals) {
    return withIntervals(
        intervals.stream().mapToDouble(WilsonInterval::low).toArray(),
        intervals.stream().mapToDouble(WilsonInterval::high).toArray());
  }
}
