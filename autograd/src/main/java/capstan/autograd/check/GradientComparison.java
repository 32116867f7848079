package capstan.autograd.check;

import capstan.autograd.Parameter;
import java.util.ArrayList;
import java.util.List;

/**
 * Compares gradients with the slopes of what they are gradients of.
 *
 * @param outputs what is differenced
 * @param step h over the largest element of a parameter
 * @param mostElements how many of each parameter are checked, at most
 * @param weights the r of Σ r · y
 * @param outputSize Σ |r · y|
 * @param allowed error of an element over its size
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record GradientComparison(
    Outputs outputs,
    double step,
    int mostElements,
    double[] weights,
    double outputSize,
    double allowed) {

  /** What a gradient is rounded by on its way through float32, over the largest of its tensor. */
  private static final double GRADIENT_ROUNDING = 1e-6;

  /** The most that the differences' own uncertainty excuses, over the same. */
  private static final double MOST_UNCERTAIN = 0.1;

  /**
   * The gradient of one parameter.
   *
   * @param place of the parameter among those of {@link #outputs}
   * @param parameter the parameter
   * @param found its gradient
   */
  Difference of(int place, Parameter parameter, double[] found) {
    int elements = parameter.shape().elements();
    int checked = Math.min(elements, mostElements);
    double size = largest(Outputs.elements(parameter.value()));
    double h = step * size;
    int[] places = new int[checked];
    Slope[] slopes = new Slope[checked];
    double largest = 0;
    for (int k = 0; k < checked; k++) {
      places[k] = (int) ((long) k * elements / checked);
      slopes[k] = outputs.slope(place, places[k], -h, h, weights);
      largest = Math.max(largest, Math.abs(slopes[k].sum()));
    }
    // Slopes a thousand times below the usual one, that of y ~ x, are compared as if they were
    // not; and what float32 makes of the largest is made of all.
    double least =
        Math.max(outputSize / (size * elements) / 1000, GRADIENT_ROUNDING * largest / allowed);
    Worst worst = new Worst("gradient of " + parameter.name(), parameter.shape(), allowed);
    for (int k = 0; k < checked; k++) {
      // Rounding acts on the terms and not on their sum, which may all but vanish.
      double scale = Math.max(least, slopes[k].sumOfSizes() / 100);
      double gradient = found[places[k]];
      double expected = slopes[k].sum();
      double own = Math.max(scale, Math.abs(expected));
      boolean exact = outputs instanceof Outputs.OfFormula;
      if (exact && Math.abs(gradient - expected) <= allowed * own) {
        worst.add(places[k], gradient, expected, own);
      } else {
        LocalSlopes local = local(place, places[k], h, slopes[k]);
        double rounded = rounding(place, places[k], h);
        judge(worst, places[k], gradient, local, Math.max(scale, rounded / allowed), largest);
      }
    }
    return worst.difference();
  }

  /** What float32 may make of a slope; 0 if float32 is differenced, which knows no better. */
  private double rounding(int parameter, int element, double h) {
    return outputs instanceof Outputs.OfFormula exact
        ? exact.rounding(at -> at.slope(parameter, element, -h, h, weights).sum())
        : 0;
  }

  private LocalSlopes local(int parameter, int element, double h, Slope across) {
    List<Slope> below = new ArrayList<>();
    List<Slope> above = new ArrayList<>();
    List<Slope> both = new ArrayList<>(List.of(across));
    for (int each = 0; each < LocalSlopes.STEPS; each++) {
      double half = h / (1 << each);
      below.add(outputs.slope(parameter, element, -half, 0, weights));
      above.add(outputs.slope(parameter, element, 0, half, weights));
      if (each > 0) {
        both.add(outputs.slope(parameter, element, -half, half, weights));
      }
    }
    return new LocalSlopes(below, above, both);
  }

  private void judge(
      Worst worst, int element, double found, LocalSlopes local, double scale, double largest) {
    boolean kink = local.hasKink() || local.hasKinkFartherOff();
    double expected = kink ? local.nearest(found) : local.smooth();
    double uncertain =
        Math.min(
            kink ? local.nearestError() : local.smoothError(),
            Math.max(MOST_UNCERTAIN * largest, scale * allowed));
    double own = Math.max(Math.max(scale, Math.abs(expected)), uncertain / allowed);
    worst.add(element, found, expected, own);
    if (kink && Math.abs(found - expected) <= allowed * own) {
      worst.countKink();
    }
  }

  /** The largest size of an element; 1 if all are zero. */
  private static double largest(double[] values) {
    double largest = 0;
    for (double each : values) {
      largest = Math.max(largest, Math.abs(each));
    }
    return largest == 0 ? 1 : largest;
  }
}
