package capstan.cublas;

import capstan.core.Tensor;
import capstan.core.Workers;
import capstan.core.kernel.Gemm;
import capstan.cublas.driver.CublasException;

/** Matrix products on the device, where that pays, otherwise on the processor. */
final class CublasGemm extends Gemm {
  private final DeviceContext context;
  private final Operands operands;
  private final ProductCost cost;
  private final Gemm processor;

  CublasGemm(DeviceContext context, Workers workers, ProductCost cost, Gemm processor) {
    this.context = context;
    this.cost = cost;
    this.processor = processor;
    operands = new Operands(context, workers);
  }

  @Override
  protected void compute(Tensor a, boolean transposeA, Tensor b, boolean transposeB, Tensor c) {
    int m = c.shape().rows();
    int n = c.shape().columns();
    int k = depth(a, transposeA);
    double bytes = (double) Float.BYTES * ((double) a.elements() + b.elements() + c.elements());
    boolean empty = m == 0 || n == 0 || k == 0;
    if (empty || !cost.prefersDevice(2.0 * m * n * k, bytes, 1)) {
      processor.multiply(a, transposeA, b, transposeB, c);
      return;
    }
    int aColumns = a.shape().columns();
    int bColumns = b.shape().columns();
    try {
      operands.begin(a, b, c.elements());
      context.gemm.multiply(
          m,
          n,
          k,
          operands.a(),
          aColumns,
          transposeA,
          operands.b(),
          bColumns,
          transposeB,
          operands.c());
      operands.fetch(c);
    } catch (CublasException failure) {
      context.settle(failure);
      throw failure;
    }
  }
}
