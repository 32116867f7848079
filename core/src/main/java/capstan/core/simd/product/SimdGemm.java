package capstan.core.simd.product;

import capstan.core.Tensor;
import capstan.core.Workers;
import capstan.core.kernel.Gemm;

/** Matrix products through packed panels and a register-blocked microkernel. */
public final class SimdGemm extends Gemm {
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
    new PackedProduct(
            memory,
            c.shape().rows(),
            c.shape().columns(),
            depth(a, transposeA),
            new MatrixPanels(a, !transposeA),
            new MatrixPanels(b, transposeB))
        .into(c.array(), c.offset());
  }
}
