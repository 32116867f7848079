package capstan.mnist.chart;

import java.util.List;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import org.eclipse.collections.api.list.primitive.DoubleList;

/**
 * One plot of a {@link Curves} picture.
 *
 * @param title a line over the plot
 * @param xTitle what lies along the horizontal axis
 * @param yTitle what lies along the vertical axis, with its unit; an axis in % ends at 0 and 100
 * @param logarithmic whether the vertical axis is; a zero is then drawn below every other value
 * @param curves in the legend's order
 * @param firstColour number of the first curve's colour
 */
public record CurvePanel(
    String title,
    String xTitle,
    String yTitle,
    boolean logarithmic,
    List<Curve> curves,
    int firstColour) {
  /** Copies the list. */
  public CurvePanel {
    curves = List.copyOf(curves);
  }

  /** A plot in the usual colours. */
  public CurvePanel(
      String title, String xTitle, String yTitle, boolean logarithmic, List<Curve> curves) {
    this(title, xTitle, yTitle, logarithmic, curves, 0);
  }

  /** The same plot in colours of its own, since its curves are not those of the plot beside it. */
  public CurvePanel coloursFrom(int number) {
    return new CurvePanel(title, xTitle, yTitle, logarithmic, curves, number);
  }

  /** Numbers of all curves but what is infinite or none. */
  DoubleStream finite(Function<Curve, DoubleList> of) {
    return curves.stream()
        .flatMapToDouble(curve -> DoubleStream.of(of.apply(curve).toArray()))
        .filter(Double::isFinite);
  }

  /** Whether it shows shares of a whole: nothing is less than 0 or more than 100. */
  boolean ofShares() {
    return yTitle.endsWith("%");
  }
}
