package capstan.mnist.picture;

import org.eclipse.collections.api.list.primitive.ImmutableDoubleList;
import org.eclipse.collections.impl.factory.primitive.DoubleLists;

/**
 * One line of a plot.
 *
 * @param name what the legend says
 * @param x where its points lie, rising
 * @param y as many values; one that is not finite leaves a gap
 */
public record Curve(String name, ImmutableDoubleList x, ImmutableDoubleList y) {
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
    return new Curve(name, DoubleLists.immutable.of(x), DoubleLists.immutable.of(y));
  }
}
