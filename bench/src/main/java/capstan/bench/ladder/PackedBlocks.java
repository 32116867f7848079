package capstan.bench.ladder;

/**
 * Step 5: the tile of step 4 on copies of a and b that are read from front to back, a block at a
 * time that fits the caches, after Goto and van de Geijn (2008).
 *
 * <pre>
 *   for each step of the depth           240 of k
 *     pack b's rows of it                [panels][240, COLUMNS]   a panel lives in the first level
 *     for each block of rows             120 of i
 *       pack a's block                   [panels][240, ROWS]      the block lives in the second level
 *       for each panel of b, for each panel of a: a tile of c
 * </pre>
 */
final class PackedBlocks {
  private static final int DEPTH = 240;
  private static final int BLOCK_ROWS = 120;
  private static final int ROWS = RegisterTile.ROWS;
  private static final int COLUMNS = RegisterTile.COLUMNS;

  private float[] packedA = new float[0];
  private float[] packedB = new float[0];

  /** As {@link Step#multiply}. */
  void multiply(int n, float[] a, float[] b, float[] c) {
    if (packedB.length < DEPTH * n) {
      packedA = new float[DEPTH * BLOCK_ROWS];
      packedB = new float[DEPTH * n];
    }
    for (int k = 0; k < n; k += DEPTH) {
      int depth = Math.min(DEPTH, n - k);
      packB(n, b, k, depth);
      for (int i = 0; i < n; i += BLOCK_ROWS) {
        int rows = Math.min(BLOCK_ROWS, n - i);
        packA(n, a, i, rows, k, depth);
        multiplyBlock(n, rows, depth, c, i, k > 0);
      }
    }
  }

  private void packA(int n, float[] a, int from, int rows, int k, int depth) {
    int to = 0;
    for (int i = from; i < from + rows; i += ROWS) {
      for (int p = k; p < k + depth; p++) {
        for (int row = 0; row < ROWS; row++) {
          packedA[to++] = a[(i + row) * n + p];
        }
      }
    }
  }

  private void packB(int n, float[] b, int k, int depth) {
    for (int p = 0; p < depth; p++) {
      for (int j = 0; j < n; j += COLUMNS) {
        System.arraycopy(b, (k + p) * n + j, packedB, j * depth + p * COLUMNS, COLUMNS);
      }
    }
  }

  private void multiplyBlock(int n, int rows, int depth, float[] c, int from, boolean add) {
    for (int j = 0; j < n; j += COLUMNS) {
      for (int i = 0; i < rows; i += ROWS) {
        int at = (from + i) * n + j;
        RegisterTile.tile(
            depth, packedA, i * depth, 1, ROWS, packedB, j * depth, COLUMNS, c, at, n, add);
      }
    }
  }
}
