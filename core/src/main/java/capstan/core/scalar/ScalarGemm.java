package capstan.core.scalar;

import capstan.core.kernel.Gemm;
import java.util.Arrays;

/**
 * Matrix products as three loops. A transposed matrix is the stored one with its two strides
 * exchanged.
 */
final class ScalarGemm extends Gemm {

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
    int aRow = transposeA ? 1 : aStride;
    int aColumn = transposeA ? aStride : 1;
    int bRow = transposeB ? 1 : bStride;
    int bColumn = transposeB ? bStride : 1;
    for (int i = 0; i < m; i++) {
      int cAt = cOffset + i * cStride;
      if (!accumulate) {
        Arrays.fill(c, cAt, cAt + n, 0);
      }
      for (int p = 0; p < k; p++) {
        float factor = a[aOffset + i * aRow + p * aColumn];
        int bAt = bOffset + p * bRow;
        for (int j = 0; j < n; j++) {
          c[cAt + j] += factor * b[bAt + j * bColumn];
        }
      }
    }
  }
}
