package capstan.core.testing;

import java.util.function.ToDoubleFunction;

/** Gradients of formulas, in double precision, without thinking. */
public final class CentralDifferences {
  private static final double STEP = 1e-5;

  private CentralDifferences() {}

  /** The gradient of a function at a point, which is as it was afterwards. */
  public static double[] gradient(ToDoubleFunction<double[]> function, double[] at) {
    double[] gradient = new double[at.length];
    for (int k = 0; k < at.length; k++) {
      double value = at[k];
      at[k] = value + STEP;
      double above = function.applyAsDouble(at);
      at[k] = value - STEP;
      double below = function.applyAsDouble(at);
      at[k] = value;
      gradient[k] = (above - below) / (2 * STEP);
    }
    return gradient;
  }

  /**
   * Σ a·b: turns a function with many outputs into one with a single output, as backward passes do.
   */
  public static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int k = 0; k < a.length; k++) {
      sum += a[k] * b[k];
    }
    return sum;
  }
}
