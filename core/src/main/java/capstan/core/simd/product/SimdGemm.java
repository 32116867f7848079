package capstan.core.simd.product;

import capstan.core.Tensor;
import capstan.core.Workers;
import capstan.core.kernel.Gemm;

/**
 * Matrix products through packed panels and a register-blocked microkernel. Matrices that lie in
 * the first-level cache are multiplied as they lie, each element summed in the same order: packing
 * 64 x 64 numbers takes a third of the time of their product.
 */
public final class SimdGemm extends Gemm {
  /** Rows and columns of a small c: beyond, packed panels are read so often that they pay. */
  private static final int SIDE = 64;

  private final ProductMemory memory;

  /**
   * Products on a team.
   *
   * @param workers the threads that share the work
   */
  public SimdGemm(Workers workers) {
    memory = new ProductMemory(workers);
  }

  @Override
  protected void compute(Tensor a, boolean transposeA, Tensor b, boolean transposeB, Tensor c) {
    int m = c.shape().rows();
    int n = c.shape().columns();
    int k = depth(a, transposeA);
    if (!transposeA && !transposeB && isSmall(m, n, k)) {
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
      return;
    }
    MatrixPanels left = new MatrixPanels(a, !transposeA);
    MatrixPanels right = new MatrixPanels(b, transposeB);
    new PackedProduct(memory, m, n, k, left, right).into(c.array(), c.offset());
  }

  /** Whether matrices are multiplied as they lie: whole tiles, and only where registers are 32. */
  private static boolean isSmall(int m, int n, int k) {
    return Microkernel.PACKED
        && m % PlainProduct.ROWS == 0
        && n % PlainProduct.COLUMNS == 0
        && k <= Tiling.DEPTH
        && Math.max(m, n) <= SIDE;
  }
}
