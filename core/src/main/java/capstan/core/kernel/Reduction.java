package capstan.core.kernel;

import capstan.core.Expect;
import capstan.core.Tensor;

/** Sums in a fixed order that depends on the extents alone, never on the number of threads. */
public abstract class Reduction {
  private static final Expect DIFFERENCES = Expect.of("sumOfSquaredDifferences");
  private static final Expect COLUMN_SUMS = Expect.of("columnSums");
  private static final Expect COLUMN_PRODUCTS = Expect.of("columnProducts");

  /** For implementations. */
  protected Reduction() {}

  /**
   * Sum of all elements; 0 for none.
   *
   * @param x input
   */
  public abstract double sum(Tensor x);

  /**
   * Σ x² over all elements; 0 for none. Kernels may hold the squares in float32: with elements
   * beyond 1e19 the sum may be infinite.
   *
   * @param x input
   */
  public abstract double sumOfSquares(Tensor x);

  /**
   * Σ (a − b)², over tensors with equally many elements.
   *
   * @param a first input
   * @param b second input
   */
  public final double sumOfSquaredDifferences(Tensor a, Tensor b) {
    DIFFERENCES.elements("b", a.elements(), b);
    return computeSumOfSquaredDifferences(a, b);
  }

  /**
   * y[c] = Σ over rows of x[r, c]: the gradient of a bias.
   *
   * @param x matrix or more axes
   * @param y [columns], overwritten
   */
  public final void columnSums(Tensor x, Tensor y) {
    COLUMN_SUMS.rank("y", 1, y).elements("y", x.shape().columns(), y);
    computeColumnSums(x, y);
  }

  /**
   * y[c] = Σ over rows of (a[r, c] − aMeans[c]) · (b[r, c] − bMeans[c]): rows times a variance
   * where both are the same, a covariance elsewhere.
   *
   * @param a matrix or more axes
   * @param aMeans [columns], subtracted from every row of a
   * @param b as a
   * @param bMeans [columns], subtracted from every row of b
   * @param y [columns], overwritten
   */
  public final void columnProducts(Tensor a, Tensor aMeans, Tensor b, Tensor bMeans, Tensor y) {
    int columns = a.shape().columns();
    COLUMN_PRODUCTS.elements("b", a.elements(), b).elements("aMeans", columns, aMeans);
    COLUMN_PRODUCTS.elements("bMeans", columns, bMeans).elements("y", columns, y);
    computeColumnProducts(a, aMeans, b, bMeans, y);
  }

  /** {@link #sumOfSquaredDifferences} of checked arguments. */
  protected abstract double computeSumOfSquaredDifferences(Tensor a, Tensor b);

  /** {@link #columnSums} of checked arguments. */
  protected abstract void computeColumnSums(Tensor x, Tensor y);

  /** {@link #columnProducts} of checked arguments. */
  protected abstract void computeColumnProducts(
      Tensor a, Tensor aMeans, Tensor b, Tensor bMeans, Tensor y);
}
