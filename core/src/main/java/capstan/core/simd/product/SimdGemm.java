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
    int depth = depth(a, transposeA);
    if (!transposeA
        && !transposeB
        && SmallProduct.isFor(c.shape().rows(), c.shape().columns(), depth)) {
      SmallProduct.multiply(a, b, c, depth);
      return;
    }
    new PackedProduct(
            memory,
            c.shape().rows(),
            c.shape().columns(),
            depth,
            new MatrixPanels(a, !transposeA),
            new MatrixPanels(b, transposeB))
        .into(c.array(), c.offset());
  }
}
