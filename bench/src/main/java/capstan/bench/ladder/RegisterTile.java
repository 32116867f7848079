package capstan.bench.ladder;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Step 4: a tile of c, 3 rows by 3 vectors, stays in registers for all of the depth. Three vectors
 * of b and three numbers of a feed nine multiply-adds, and c is written once.
 *
 * <p>The loop reads a and b with a stride of its own each, so that it serves the matrices as they
 * lie here and the packed panels of {@link PackedBlocks}.
 */
final class RegisterTile {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();

  /** Rows of a tile. */
  static final int ROWS = 3;

  /** Columns of a tile. */
  static final int COLUMNS = 3 * LANES;

  private RegisterTile() {}

  static void multiply(int n, float[] a, float[] b, float[] c) {
    for (int i = 0; i < n; i += ROWS) {
      for (int j = 0; j < n; j += COLUMNS) {
        tile(n, a, i * n, n, 1, b, j, n, c, i * n + j, n, false);
      }
    }
  }

  /**
   * One tile: c[r, ·] = Σ_k a[r, k] b[k, ·], or added to what c holds.
   *
   * @param depth steps of k
   * @param aRow elements from one row of a to the next
   * @param aStep elements from one k of a to the next
   * @param bStep elements from one k of b to the next
   * @param cRow elements from one row of c to the next
   */
  static void tile(
      int depth,
      float[] a,
      int aAt,
      int aRow,
      int aStep,
      float[] b,
      int bAt,
      int bStep,
      float[] c,
      int cAt,
      int cRow,
      boolean add) {
    FloatVector c00 = FloatVector.zero(SPECIES);
    FloatVector c01 = FloatVector.zero(SPECIES);
    FloatVector c02 = FloatVector.zero(SPECIES);
    FloatVector c10 = FloatVector.zero(SPECIES);
    FloatVector c11 = FloatVector.zero(SPECIES);
    FloatVector c12 = FloatVector.zero(SPECIES);
    FloatVector c20 = FloatVector.zero(SPECIES);
    FloatVector c21 = FloatVector.zero(SPECIES);
    FloatVector c22 = FloatVector.zero(SPECIES);
    for (int k = 0; k < depth; k++) {
      FloatVector b0 = FloatVector.fromArray(SPECIES, b, bAt);
      FloatVector b1 = FloatVector.fromArray(SPECIES, b, bAt + LANES);
      FloatVector b2 = FloatVector.fromArray(SPECIES, b, bAt + 2 * LANES);
      FloatVector a0 = FloatVector.broadcast(SPECIES, a[aAt]);
      c00 = a0.fma(b0, c00);
      c01 = a0.fma(b1, c01);
      c02 = a0.fma(b2, c02);
      FloatVector a1 = FloatVector.broadcast(SPECIES, a[aAt + aRow]);
      c10 = a1.fma(b0, c10);
      c11 = a1.fma(b1, c11);
      c12 = a1.fma(b2, c12);
      FloatVector a2 = FloatVector.broadcast(SPECIES, a[aAt + 2 * aRow]);
      c20 = a2.fma(b0, c20);
      c21 = a2.fma(b1, c21);
      c22 = a2.fma(b2, c22);
      aAt += aStep;
      bAt += bStep;
    }
    store(c00, c01, c02, c, cAt, add);
    store(c10, c11, c12, c, cAt + cRow, add);
    store(c20, c21, c22, c, cAt + 2 * cRow, add);
  }

  private static void store(
      FloatVector x0, FloatVector x1, FloatVector x2, float[] c, int at, boolean add) {
    if (add) {
      FloatVector.fromArray(SPECIES, c, at).add(x0).intoArray(c, at);
      FloatVector.fromArray(SPECIES, c, at + LANES).add(x1).intoArray(c, at + LANES);
      FloatVector.fromArray(SPECIES, c, at + 2 * LANES).add(x2).intoArray(c, at + 2 * LANES);
    } else {
      x0.intoArray(c, at);
      x1.intoArray(c, at + LANES);
      x2.intoArray(c, at + 2 * LANES);
    }
  }
}
