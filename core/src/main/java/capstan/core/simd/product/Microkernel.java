package capstan.core.simd.product;

import capstan.core.simd.lanes.Lanes;

/**
 * The innermost product of every matrix multiplication and direct convolution: one tile of c from
 * one panel of a and one panel of b, both packed so that they are read front to back.
 *
 * <pre>
 *            panel of b: depth rows of COLUMNS
 *            +--------------+
 *            | 0 1 2 3 4 5  |     a's panel holds, for each step of the depth, ROWS values, one per
 *            | 6 7 8 9 a b  |     row of the tile; b's holds COLUMNS values, one per column. A step
 *            +--------------+     adds their outer product to the accumulators, which are the
 *   panel    +--------------+     whole tile and never leave the registers.
 *   of a:    |              |
 *   0 3 6    |  tile of c   |
 *   1 4 7    |              |
 *   2 5 8    +--------------+
 * </pre>
 *
 * <p>The tile is chosen by register count when the class is loaded; both constants fold into the
 * callers.
 */
public final class Microkernel {
  private static final boolean WIDE = Lanes.REGISTERS >= 32;

  /** Rows of a tile. */
  public static final int ROWS = WIDE ? Microkernel12x2.ROWS : Microkernel3x3.ROWS;

  /** Columns of a tile. */
  public static final int COLUMNS =
      Lanes.COUNT * (WIDE ? Microkernel12x2.VECTORS : Microkernel3x3.VECTORS);

  /**
   * Whether a's panels must be packed. Where a tile has few rows, these can be read where they are.
   */
  static final boolean PACKED = WIDE;

  /** Rows up to which b need not be packed. */
  static final int LOW = WIDE ? Microkernel8x2.ROWS : Microkernel3x3.ROWS;

  /** Step of the heights that tiles may have at the bottom edge. */
  private static final int HEIGHT_STEP = WIDE ? Microkernel4x2.ROWS : ROWS;

  private Microkernel() {}

  /**
   * Rows of the lowest tile that holds so many: its panel of a has to be packed as wide.
   *
   * @param count rows, at most {@link #ROWS}
   */
  static int height(int count) {
    return (count + HEIGHT_STEP - 1) / HEIGHT_STEP * HEIGHT_STEP;
  }

  /**
   * c[i, j] = d[i, j] + Σ_k a[k, i] · b[k, j] over a whole tile.
   *
   * @param height rows of the tile, one that {@link #height} returned
   * @param depth steps of k
   * @param a packed panel, [depth, height]
   * @param aAt where it starts
   * @param b packed panel, [depth, COLUMNS]
   * @param bAt where it starts
   * @param d what is added once: c itself to accumulate, a bias or zeros with stride 0
   * @param dAt where it starts
   * @param dRow elements from one of its rows to the next
   * @param c the result
   * @param cAt where the tile starts
   * @param cRow elements from one row of c to the next
   */
  public static void run(
      int height,
      int depth,
      float[] a,
      int aAt,
      float[] b,
      int bAt,
      float[] d,
      int dAt,
      int dRow,
      float[] c,
      int cAt,
      int cRow) {
    if (!WIDE) {
      Microkernel3x3.run(depth, a, aAt, 1, ROWS, b, bAt, COLUMNS, d, dAt, dRow, c, cAt, cRow);
    } else if (height == Microkernel12x2.ROWS) {
      Microkernel12x2.run(depth, a, aAt, b, bAt, d, dAt, dRow, c, cAt, cRow);
    } else {
      runLow(height, depth, a, aAt, b, bAt, COLUMNS, d, dAt, dRow, c, cAt, cRow);
    }
  }

  /**
   * As {@link #run} for a tile of at most {@link #LOW} rows, with the panel of b wherever it lies:
   * for few rows, packing it takes longer than the product.
   *
   * @param bStep elements from one row of b to the next
   */
  static void runLow(
      int height,
      int depth,
      float[] a,
      int aAt,
      float[] b,
      int bAt,
      int bStep,
      float[] d,
      int dAt,
      int dRow,
      float[] c,
      int cAt,
      int cRow) {
    if (height == Microkernel8x2.ROWS) {
      Microkernel8x2.run(depth, a, aAt, 1, height, b, bAt, bStep, d, dAt, dRow, c, cAt, cRow);
    } else {
      Microkernel4x2.run(depth, a, aAt, b, bAt, bStep, d, dAt, dRow, c, cAt, cRow);
    }
  }
}
