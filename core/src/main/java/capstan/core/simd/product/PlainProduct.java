package capstan.core.simd.product;

/**
 * Products of small matrices as they lie: where b has few columns and both stay in the nearer
 * caches, packing them takes a third of the time of their product. Whole tiles alone.
 */
public final class PlainProduct {
  /** Rows of a tile: those of c, and of a where its rows are read, are multiples of it. */
  public static final int ROWS = Microkernel.LOW;

  /** Columns of a tile: those of b and c are multiples of it. */
  public static final int COLUMNS = Microkernel.COLUMNS;

  private static final float[] ZEROS = new float[COLUMNS];

  private PlainProduct() {}

  /**
   * c [rows, columns] = a [rows, depth] · b [depth, columns], or is added to.
   *
   * @param rows multiple of {@link #ROWS}
   * @param columns multiple of {@link #COLUMNS}
   * @param depth columns of a
   * @param a where the left factor lies
   * @param aAt its first element
   * @param aRow elements from one of its rows to the next
   * @param aStep elements from one of its columns to the next
   * @param b where the right factor lies
   * @param bAt its first element
   * @param bRow elements from one of its rows to the next
   * @param add whether to add to c
   * @param c the result
   * @param cAt its first element
   * @param cRow elements from one of its rows to the next
   */
  public static void multiply(
      int rows,
      int columns,
      int depth,
      float[] a,
      int aAt,
      int aRow,
      int aStep,
      float[] b,
      int bAt,
      int bRow,
      boolean add,
      float[] c,
      int cAt,
      int cRow) {
    for (int column = 0; column < columns; column += COLUMNS) {
      for (int row = 0; row < rows; row += ROWS) {
        int to = cAt + row * cRow + column;
        float[] d = add ? c : ZEROS;
        int dAt = add ? to : 0;
        int dRow = add ? cRow : 0;
        int from = aAt + row * aRow;
        if (Microkernel.PACKED) {
          Microkernel8x2.run(
              depth, a, from, aRow, aStep, b, bAt + column, bRow, d, dAt, dRow, c, to, cRow);
        } else {
          Microkernel3x3.run(
              depth, a, from, aRow, aStep, b, bAt + column, bRow, d, dAt, dRow, c, to, cRow);
        }
      }
    }
  }
}
