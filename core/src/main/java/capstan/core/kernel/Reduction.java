package capstan.core.kernel;

import capstan.core.Tensor;

/** Sums in a fixed order that depends on the extents alone, never on the number of threads. */
public abstract class Reduction {

  /** For implementations. */
  protected Reduction() {}

  /**
   * Sum of all elements; 0 for none.
   *
   * @param x input
   */
  public abstract double sum(Tensor x);

  /**
   * Σ (a − b)², over tensors with equally many elements.
   *
   * @param a first input
   * @param b second input
   */
  public final double sumOfSquaredDifferences(Tensor a, Tensor b) {
    Check.elements("sumOfSquaredDifferences", "b", b, a.elements());
    return computeSumOfSquaredDifferences(a, b);
  }

  /**
   * y[c] = Σ over rows of x[r, c]: the gradient of a bias.
   *
   * @param x matrix or more axes
   * @param y [columns], overwritten
   */
  public final void columnSums(Tensor x, Tensor y) {
    Check.shape("columnSums", "y", y, x.shape().columns());
    computeColumnSums(x, y);
  }

  /** {@link #sumOfSquaredDifferences} of checked arguments. */
  protected abstract double computeSumOfSquaredDifferences(Tensor a, Tensor b);

  /** {@link #columnSums} of checked arguments. */
  protected abstract void computeColumnSums(Tensor x, Tensor y);
}
