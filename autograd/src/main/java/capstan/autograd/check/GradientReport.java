package capstan.autograd.check;

import java.util.Comparator;
import java.util.List;

/**
 * What a {@link GradientCheck} found.
 *
 * @param differences the worst element of each thing compared: of the output's values if there was
 *     a formula, then of each parameter's gradient, in the order given
 * @param tolerance the largest error that passes
 */
public record GradientReport(List<Difference> differences, double tolerance) {

  /** Whether no error exceeds the tolerance. */
  public boolean passed() {
    return worst() == null || worst().error() <= tolerance;
  }

  /** The largest difference of all; null if nothing was compared. */
  public Difference worst() {
    return differences.stream().max(Comparator.comparingDouble(Difference::error)).orElse(null);
  }

  /**
   * For tests: returns if the check passed.
   *
   * @throws AssertionError if not, naming the worst element, both numbers and the tolerance
   */
  public void orThrow() {
    if (!passed()) {
      throw new AssertionError(toString());
    }
  }

  /** One line: the verdict, the worst element, and the tolerance. */
  @Override
  public String toString() {
    return "gradient check %s: %s, allowed %s"
        .formatted(passed() ? "passed" : "failed", worst(), tolerance);
  }
}
