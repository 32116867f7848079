package capstan.bench.ladder;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Step 3: the rows of step 2 as vectors, with fused multiply-adds. Each of them still loads a
 * vector of b, loads one of c and stores it: three accesses to memory for one operation.
 */
final class VectorRows {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;

  private VectorRows() {}

  static void multiply(int n, float[] a, float[] b, float[] c) {
    Arrays.fill(c, 0, n * n, 0);
    for (int i = 0; i < n; i++) {
      for (int k = 0; k < n; k++) {
        addRow(n, a[i * n + k], b, k * n, c, i * n);
      }
    }
  }

  /** c[·] += factor · b[·]. */
  private static void addRow(int n, float factor, float[] b, int bAt, float[] c, int cAt) {
    FloatVector broadcast = FloatVector.broadcast(SPECIES, factor);
    for (int j = 0; j < n; j += SPECIES.length()) {
      FloatVector.fromArray(SPECIES, b, bAt + j)
          .fma(broadcast, FloatVector.fromArray(SPECIES, c, cAt + j))
          .intoArray(c, cAt + j);
    }
  }
}
