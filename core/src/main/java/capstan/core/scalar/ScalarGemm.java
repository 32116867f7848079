package capstan.core.scalar;

import capstan.core.Tensor;
import capstan.core.kernel.Gemm;

/**
 * Matrix products as three loops. A transposed matrix is the stored one with its two strides
 * exchanged.
 */
final class ScalarGemm extends Gemm {

  @Override
  protected void compute(Tensor a, boolean transposeA, Tensor b, boolean transposeB, Tensor c) {
    int aStride = a.shape().columns();
    int bStride = b.shape().columns();
    int aRow = transposeA ? 1 : aStride;
    int aColumn = transposeA ? aStride : 1;
    int bRow = transposeB ? 1 : bStride;
    int bColumn = transposeB ? bStride : 1;
    int n = c.shape().columns();
    c.fill(0);
    for (int i = 0; i < c.shape().rows(); i++) {
      int cAt = c.offset() + i * n;
      for (int p = 0; p < depth(a, transposeA); p++) {
        float factor = a.array()[a.offset() + i * aRow + p * aColumn];
        addScaled(n, factor, b.array(), b.offset() + p * bRow, bColumn, c.array(), cAt);
      }
    }
  }

  private static void addScaled(
      int n, float factor, float[] b, int bAt, int bColumn, float[] c, int cAt) {
    for (int j = 0; j < n; j++) {
      c[cAt + j] += factor * b[bAt + j * bColumn];
    }
  }
}
