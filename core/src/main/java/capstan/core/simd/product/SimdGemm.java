package capstan.core.simd.product;

import capstan.core.Workers;
import capstan.core.kernel.Gemm;

/** Matrix products through packed panels and a register-blocked microkernel. */
public final class SimdGemm extends Gemm {
  private final PackedProduct product;
  private final MatrixPanels left = new MatrixPanels();
  private final MatrixPanels right = new MatrixPanels();

  /**
   * Products on a team.
   *
   * @param workers the threads that share the work
   */
  public SimdGemm(Workers workers) {
    product = new PackedProduct(workers);
  }

  @Override
  public void multiply(
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
      boolean accumulate) {
    product.multiply(
        m,
        n,
        k,
        left.of(a, aOffset, aStride, !transposeA),
        right.of(b, bOffset, bStride, transposeB),
        c,
        cOffset,
        cStride,
        accumulate);
  }
}
