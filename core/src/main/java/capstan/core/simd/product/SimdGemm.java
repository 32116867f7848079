package capstan.core.simd.product;

import capstan.core.Tensor;
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
  protected void compute(Tensor a, boolean transposeA, Tensor b, boolean transposeB, Tensor c) {
    product.multiply(
        c.shape().rows(),
        c.shape().columns(),
        depth(a, transposeA),
        left.read(a.array(), a.offset(), a.shape().columns(), !transposeA),
        right.read(b.array(), b.offset(), b.shape().columns(), transposeB),
        c.array(),
        c.offset());
  }
}
