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
  public final double sum(Tensor x) {
    return sum(x.elements(), x.array(), x.offset());
  }

  /**
   * Σ (a − b)², over tensors with equally many elements.
   *
   * @param a first input
   * @param b second input
   */
  public final double sumOfSquaredDifferences(Tensor a, Tensor b) {
    Check.elements("sumOfSquaredDifferences", "b", b, a.elements());
    return sumOfSquaredDifferences(a.elements(), a.array(), a.offset(), b.array(), b.offset());
  }

  /**
   * y[c] = Σ over rows of x[r, c]: the gradient of a bias.
   *
   * @param x matrix or more axes
   * @param y [columns], overwritten
   */
  public final void columnSums(Tensor x, Tensor y) {
    Check.shape("columnSums", "y", y, x.shape().columns());
    columnSums(x.shape().rows(), x.shape().columns(), x.array(), x.offset(), y.array(), y.offset());
  }

  /** {@link #sum(Tensor)} on n elements of an array. */
  protected abstract double sum(int n, float[] x, int xOffset);

  /** {@link #sumOfSquaredDifferences(Tensor, Tensor)} on n elements of arrays. */
  protected abstract double sumOfSquaredDifferences(
      int n, float[] a, int aOffset, float[] b, int bOffset);

  /** {@link #columnSums(Tensor, Tensor)} on arrays. */
  protected abstract void columnSums(
      int rows, int columns, float[] x, int xOffset, float[] y, int yOffset);
}
