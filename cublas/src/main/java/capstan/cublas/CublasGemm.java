package capstan.cublas;

import capstan.core.Workers;
import capstan.core.kernel.Gemm;

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
    long aElements = (long) m * k;
    long bElements = (long) k * n;
    long cElements = (long) m * n;
    double bytes = 4.0 * (aElements + bElements + (accumulate ? 2 : 1) * cElements);
    boolean empty = m == 0 || n == 0 || k == 0;
    if (empty || !cost.prefersDevice(2.0 * m * n * k, bytes, 1)) {
      processor.multiply(
          m,
          n,
          k,
          a,
          aOffset,
          aStride,
          transposeA,
          b,
          bOffset,
          bStride,
          transposeB,
          c,
          cOffset,
          cStride,
          accumulate);
      return;
    }
    int aRows = transposeA ? k : m;
    int aColumns = transposeA ? m : k;
    int bRows = transposeB ? n : k;
    int bColumns = transposeB ? k : n;
    try {
      operands.reserve(aElements, bElements, cElements);
      operands.sendA(a, aOffset, aRows, aColumns, aStride);
      operands.sendB(b, bOffset, bRows, bColumns, bStride);
      if (accumulate) {
        operands.sendC(c, cOffset, m, n, cStride);
      }
      operands.beginProducts();
      context
          .gemm()
          .multiply(
              m,
              n,
              k,
              operands.a(),
              aColumns,
              transposeA,
              operands.b(),
              bColumns,
              transposeB,
              operands.c(),
              n,
              accumulate);
      operands.fetchC(c, cOffset, m, n, cStride);
    } catch (CublasException failure) {
      context.settle(failure);
      throw failure;
    }
  }
}
