package capstan.core.simd.product;

import capstan.core.Workspace;
import capstan.core.simd.lanes.CacheLines;
import capstan.core.simd.lanes.Machine;

/**
 * One worker's products of matrices that fit the second-level cache, for work that is shared out in
 * many such products. The loops are the inner ones of {@link PackedProduct}:
 *
 * <pre>
 *   LOOP 3  for each step of the depth                    k: Tiling.DEPTH
 *   LOOP 2    for each panel of b                         n: Microkernel.COLUMNS, some packed at a time
 *   LOOP 1      for each panel of a                       m: Microkernel.ROWS
 *                 the microkernel: a tile of c
 * </pre>
 *
 * All matrices are row-major, and c has room for whole tiles.
 */
public final class BlockProduct {
  private static final int ROWS = Microkernel.ROWS;
  private static final int COLUMNS = Microkernel.COLUMNS;
  private static final int DEPTH = Tiling.DEPTH;
  private static final int START = Workspace.LINE_START;
  private static final float[] ZEROS = new float[COLUMNS];

  /** Panels of b that are packed at a time: an eighth of the second-level cache. */
  private static final int PANELS = Math.max(1, Machine.HERE.secondLevel() / 8 / (COLUMNS * DEPTH));

  private final float[] scratch = new float[DEPTH * Math.max(ROWS, COLUMNS)];
  private final float[] rightPanels = new float[START + PANELS * COLUMNS * DEPTH];
  private float[] leftPanels = new float[0];

  private float[] a;
  private int aAt;
  private int aRow;
  private int aStep;
  private int rows;
  private int depth;

  /** The step of the depth that is prepared. */
  private int ready;

  /** Made by whoever has the worker. */
  public BlockProduct() {}

  /**
   * Takes the left factor of the products to come.
   *
   * @param array where it lies
   * @param offset its first element
   * @param stride elements from one stored row to the next
   * @param transposed whether the stored rows are its columns
   * @param newRows its rows
   * @param newDepth its columns
   */
  public void left(
      float[] array, int offset, int stride, boolean transposed, int newRows, int newDepth) {
    rows = newRows;
    depth = newDepth;
    a = array;
    aAt = offset;
    aRow = transposed ? 1 : stride;
    aStep = transposed ? stride : 1;
    ready = -1;
  }

  /** Has a step of the left factor in the cache, in panels if those are wanted. */
  private void prepare(int from, int step) {
    int stride = Math.max(aRow, aStep);
    int corner = aAt + from * aStep;
    boolean alongRows = aStep == 1;
    touch(a, corner, stride, alongRows ? rows : step, alongRows ? step : rows);
    if (Microkernel.PACKED) {
      int needed = START + Math.ceilDiv(rows, ROWS) * ROWS * DEPTH;
      if (leftPanels.length < needed) {
        leftPanels = new float[needed];
      }
      for (int row = 0; row < rows; row += ROWS) {
        int count = Math.min(ROWS, rows - row);
        MatrixPanels.pack(
            a,
            corner + row * aRow,
            stride,
            alongRows,
            count,
            Microkernel.height(count),
            step,
            leftPanels,
            START + row * step,
            scratch);
      }
    }
    ready = from;
  }

  /**
   * c = left · b, or is added to.
   *
   * @param b where the right factor lies
   * @param bAt its first element
   * @param bStride elements from one stored row to the next
   * @param transposed whether the stored rows are its columns
   * @param columns its columns
   * @param add whether to add to c
   * @param c the result, with room for whole tiles
   * @param cAt its first element
   * @param cRow elements from one of its rows to the next
   */
  public void multiply(
      float[] b,
      int bAt,
      int bStride,
      boolean transposed,
      int columns,
      boolean add,
      float[] c,
      int cAt,
      int cRow) {
    int bColumn = transposed ? bStride : 1;
    int bStep = transposed ? 1 : bStride;
    // LOOP 3: k by Tiling.DEPTH.
    for (int from = 0; from < depth; from += DEPTH) {
      int step = Math.min(DEPTH, depth - from);
      if (ready != from) {
        prepare(from, step);
      }
      for (int column = 0; column < columns; column += PANELS * COLUMNS) {
        int end = Math.min(columns, column + PANELS * COLUMNS);
        int corner = bAt + column * bColumn + from * bStep;
        boolean inPlace = rows <= Microkernel.LOW && !transposed;
        if (inPlace) {
          touch(b, corner, bStride, step, end - column);
        } else {
          packRight(b, corner, bStride, transposed, end - column, step);
        }
        // LOOP 2: n by Microkernel.COLUMNS. One panel of b stays in the first-level cache.
        for (int j = column; j < end; j += COLUMNS) {
          float[] panel = inPlace ? b : rightPanels;
          int panelAt = inPlace ? corner + j - column : START + (j - column) * step;
          int panelStep = inPlace ? bStride : COLUMNS;
          // LOOP 1: m by Microkernel.ROWS.
          for (int i = 0; i < rows; i += ROWS) {
            int to = cAt + i * cRow + j;
            tile(i, from, step, panel, panelAt, panelStep, add || from > 0, c, to, cRow);
          }
        }
      }
    }
  }

  private void packRight(
      float[] b, int corner, int stride, boolean alongRows, int columns, int step) {
    touch(b, corner, stride, alongRows ? columns : step, alongRows ? step : columns);
    for (int column = 0; column < columns; column += COLUMNS) {
      MatrixPanels.pack(
          b,
          corner + column * (alongRows ? stride : 1),
          stride,
          alongRows,
          Math.min(COLUMNS, columns - column),
          COLUMNS,
          step,
          rightPanels,
          START + column * step,
          scratch);
    }
  }

  /** Has some stored rows in the cache; the sum of what was read has to stay somewhere. */
  private void touch(float[] array, int at, int stride, int lines, int length) {
    float sum = 0;
    for (int line = 0; line < lines; line++) {
      sum += CacheLines.touch(array, at + line * stride, length);
    }
    scratch[0] = sum;
  }

  private void tile(
      int i,
      int from,
      int step,
      float[] panel,
      int panelAt,
      int panelStep,
      boolean add,
      float[] c,
      int to,
      int row) {
    float[] d = add ? c : ZEROS;
    int dAt = add ? to : 0;
    int dRow = add ? row : 0;
    int at = Microkernel.PACKED ? START + i * step : aAt + i * aRow + from * aStep;
    int height = Microkernel.height(Math.min(ROWS, rows - i));
    if (!Microkernel.PACKED) {
      Microkernel3x3.run(
          step, a, at, aRow, aStep, panel, panelAt, panelStep, d, dAt, dRow, c, to, row);
    } else if (height <= Microkernel.LOW) {
      Microkernel.runLow(
          height, step, leftPanels, at, panel, panelAt, panelStep, d, dAt, dRow, c, to, row);
    } else {
      Microkernel.run(height, step, leftPanels, at, panel, panelAt, d, dAt, dRow, c, to, row);
    }
  }
}
