package capstan.mnist.picture;

import java.util.List;

/**
 * One plot of a {@link Curves} picture.
 *
 * @param title a line over the plot
 * @param xTitle what lies along the horizontal axis
 * @param yTitle what lies along the vertical axis, with its unit
 * @param logarithmic whether the vertical axis is; a zero is then drawn below every other value
 * @param curves in the legend's order
 */
public record CurvePanel(
    String title, String xTitle, String yTitle, boolean logarithmic, List<Curve> curves) {
  /** Copies the list. */
  public CurvePanel {
    curves = List.copyOf(curves);
  }
}
