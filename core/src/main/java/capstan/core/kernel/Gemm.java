package capstan.core.kernel;

import capstan.core.Tensor;

/**
 * General matrix multiplication of row-major matrices, {@code c = op(a)·op(b)} or {@code c += …}.
 */
public abstract class Gemm {

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
    Check.rank("gemm", "a", a, 2);
    Check.rank("gemm", "b", b, 2);
    int m = a.shape().extent(transposeA ? 1 : 0);
    int k = a.shape().extent(transposeA ? 0 : 1);
    int n = b.shape().extent(transposeB ? 0 : 1);
    Check.shape("gemm", "b", b, transposeB ? n : k, transposeB ? k : n);
    Check.shape("gemm", "c", c, m, n);
    multiply(
        m,
        n,
        k,
        a.array(),
        a.offset(),
        a.shape().extent(1),
        transposeA,
        b.array(),
        b.offset(),
        b.shape().extent(1),
        transposeB,
        c.array(),
        c.offset(),
        n,
        false);
  }

  /**
   * The same on windows of arrays. A matrix's element (row, column) lies at {@code offset + row ·
   * rowStride + column}, before any transposition.
   *
   * @param m rows of c
   * @param n columns of c
   * @param k length of each dot product; 0 gives a zero matrix (or leaves c, when accumulating)
   * @param a array of a
   * @param aOffset index of a's first element
   * @param aStride elements from one stored row of a to the next
   * @param transposeA whether op(a) is the transpose of what is stored
   * @param b array of b
   * @param bOffset index of b's first element
   * @param bStride elements from one stored row of b to the next
   * @param transposeB whether op(b) is the transpose of what is stored
   * @param c array of c
   * @param cOffset index of c's first element
   * @param cStride elements from one row of c to the next
   * @param accumulate whether the product is added to c; otherwise c is overwritten unread
   */
  public abstract void multiply(
      int m,
      int n,
      int k,
      float[] a,
      int aOffset,
      int aStride,
      boolean transposeA,
      float[] b,
      int bOffset,
      int bStride,
      boolean transposeB,
      float[] c,
      int cOffset,
      int cStride,
      boolean accumulate);
}
