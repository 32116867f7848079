package capstan.core.kernel;

import capstan.core.Expect;
import capstan.core.Shape;
import capstan.core.Tensor;

/** General matrix multiplication of row-major matrices, {@code c = op(a)·op(b)}. */
public abstract class Gemm {
  private static final Expect EXPECT = Expect.of("gemm");

  /** For implementations. */
  protected Gemm() {}

  /**
   * {@code c = op(a)·op(b)}; {@code c}'s old contents are not read.
   *
   * @param a matrix [m, k], or [k, m] if transposed
   * @param transposeA whether op(a) is a's transpose
   * @param b matrix [k, n], or [n, k] if transposed
   * @param transposeB whether op(b) is b's transpose
   * @param c matrix [m, n], overlapping neither factor
   * @throws IllegalArgumentException if the shapes do not fit
   */
  public final void multiply(Tensor a, boolean transposeA, Tensor b, boolean transposeB, Tensor c) {
    EXPECT.rank("a", 2, a).rank("b", 2, b).rank("c", 2, c);
    int m = a.shape().extent(transposeA ? 1 : 0);
    int k = depth(a, transposeA);
    int n = b.shape().extent(transposeB ? 0 : 1);
    if (b.shape().extent(transposeB ? 1 : 0) != k) {
      EXPECT.shape("b", transposeB ? Shape.of(n, k) : Shape.of(k, n), b);
    }
    if (c.shape().rows() != m || c.shape().columns() != n) {
      EXPECT.shape("c", Shape.of(m, n), c);
    }
    compute(a, transposeA, b, transposeB, c);
  }

  /** {@link #multiply} of checked arguments. */
  protected abstract void compute(
      Tensor a, boolean transposeA, Tensor b, boolean transposeB, Tensor c);

  /** k, the length of each dot product. */
  protected static int depth(Tensor a, boolean transposeA) {
    return a.shape().extent(transposeA ? 0 : 1);
  }
}
