package capstan.bench.ladder;

import java.util.Arrays;

/** Steps 1 and 2: the definition, and the same sums in an order that memory likes. */
final class PlainLoops {
  private PlainLoops() {}

  /**
   * c[i, j] = Σ_k a[i, k] b[k, j]. The inner loop goes down a column of b: a new line each time.
   */
  static void ijk(int n, float[] a, float[] b, float[] c) {
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        float sum = 0;
        for (int k = 0; k < n; k++) {
          sum += a[i * n + k] * b[k * n + j];
        }
        c[i * n + j] = sum;
      }
    }
  }

  /**
   * c[i, ·] += a[i, k] b[k, ·]. Rows are read from end to end, and the JIT makes vectors of them.
   */
  static void ikj(int n, float[] a, float[] b, float[] c) {
    Arrays.fill(c, 0, n * n, 0);
    for (int i = 0; i < n; i++) {
      for (int k = 0; k < n; k++) {
        float factor = a[i * n + k];
        for (int j = 0; j < n; j++) {
          c[i * n + j] += factor * b[k * n + j];
        }
      }
    }
  }
}
