package capstan.core.kernel;

/**
 * Adam's coefficients, which all steps share. Kernels round them to float32.
 *
 * @param beta1 decay of the first moment, the mean of the gradient; at least 0 and below 1
 * @param beta2 decay of the second moment, the mean of its square; at least 0 and below 1
 * @param epsilon added to the root of the second moment; positive
 */
public record AdamSettings(double beta1, double beta2, double epsilon) {
  /** β₁ = 0.9, β₂ = 0.999, ε = 1e-8, as Kingma and Ba (2015) recommend. */
  public static final AdamSettings DEFAULT = new AdamSettings(0.9, 0.999, 1e-8);

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a coefficient is out of its range
   */
  public AdamSettings {
    requireDecay("beta1", beta1);
    requireDecay("beta2", beta2);
    if (!((float) epsilon > 0)) {
      throw new IllegalArgumentException("adam: epsilon must be positive, found " + epsilon);
    }
  }

  private static void requireDecay(String name, double decay) {
    if (!(decay >= 0 && (float) decay < 1)) {
      throw new IllegalArgumentException(
          "adam: " + name + " must be at least 0 and below 1, found " + decay);
    }
  }
}
