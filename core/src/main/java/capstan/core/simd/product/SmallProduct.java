package capstan.core.simd.product;

import capstan.core.Tensor;

/**
 * c = a·b for matrices that lie in the first-level cache, as they lie: packing 64 x 64 numbers
 * takes a third of the time of their product. Whole tiles alone, and only where there are 32
 * registers; each element is summed in the order of {@link PackedProduct}.
 */
final class SmallProduct {
  private static final int ROWS = PlainProduct.ROWS;
  private static final int COLUMNS = PlainProduct.COLUMNS;

  /** Rows and columns of c: beyond, packed panels are read so often that they pay. */
  private static final int SIDE = 64;

  private SmallProduct() {}

  /** Whether matrices of these extents are multiplied so. */
  static boolean isFor(int m, int n, int k) {
    return Microkernel.PACKED
        && m % ROWS == 0
        && n % COLUMNS == 0
        && k <= Tiling.DEPTH
        && Math.max(m, n) <= SIDE;
  }

  /** c [m, n] = a [m, k] · b [k, n], all in rows. */
  static void multiply(Tensor a, Tensor b, Tensor c, int k) {
    int m = c.shape().rows();
    int n = c.shape().columns();
    PlainProduct.multiply(
        m,
        n,
        k,
        a.array(),
        a.offset(),
        k,
        1,
        b.array(),
        b.offset(),
        n,
        /* add= */ false,
        c.array(),
        c.offset(),
        n);
  }
}
