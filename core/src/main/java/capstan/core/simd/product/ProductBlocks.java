package capstan.core.simd.product;

import static java.lang.Math.ceilDiv;

/**
 * How a packed product's result is cut into blocks, and which of its factors all blocks share. Rows
 * and columns are counted in panels.
 */
final class ProductBlocks {
  /** Parts per thread, so that one that is held up does not hold up all. */
  private static final int PARTS_PER_THREAD = 4;

  private final boolean sharesRight;
  private final int rowPanels;
  private final int columnPanels;
  private final int rowBlocks;
  private final int columnBlocks;

  /**
   * Cuts a result.
   *
   * @param m its rows
   * @param n its columns
   * @param threads how many will work on it
   */
  ProductBlocks(int m, int n, int threads) {
    rowPanels = ceilDiv(m, Microkernel.ROWS);
    columnPanels = ceilDiv(n, Microkernel.COLUMNS);
    sharesRight = n <= m;
    int ownPanels = sharesRight ? rowPanels : columnPanels;
    int ownBlocks = sharesRight ? ceilDiv(m, Tiling.OWN_ROWS) : ceilDiv(n, Tiling.OWN_COLUMNS);
    int sharedBlocks =
        sharesRight ? ceilDiv(n, Tiling.SHARED_COLUMNS) : ceilDiv(m, Tiling.SHARED_ROWS);
    int wanted = PARTS_PER_THREAD * threads;
    ownBlocks = Math.max(ownBlocks, ceilDiv(wanted, sharedBlocks));
    ownBlocks = Math.min(ownPanels, ceilDiv(ownBlocks, threads) * threads);
    if (ownBlocks * sharedBlocks < threads) {
      sharedBlocks = Math.min(sharesRight ? columnPanels : rowPanels, ceilDiv(wanted, ownBlocks));
    }
    rowBlocks = sharesRight ? ownBlocks : sharedBlocks;
    columnBlocks = sharesRight ? sharedBlocks : ownBlocks;
  }

  /** Whether b is packed for all; else a is. */
  boolean sharesRight() {
    return sharesRight;
  }

  /** How many blocks there are. */
  int count() {
    return rowBlocks * columnBlocks;
  }

  /** Panels of the shared factor. */
  int sharedPanels() {
    return sharesRight ? columnPanels : rowPanels;
  }

  /** Floats of the packed shared factor for one unit of depth. */
  int sharedLength() {
    return sharesRight ? columnPanels * Microkernel.COLUMNS : rowPanels * Microkernel.ROWS;
  }

  /** Floats that a part packs for itself at a time, for one unit of depth. */
  int ownLength() {
    return sharesRight
        ? ceilDiv(rowPanels, rowBlocks) * Microkernel.ROWS
        : ceilDiv(columnPanels, columnBlocks) * Microkernel.COLUMNS;
  }

  /** First panel of rows of a block. */
  int rowPanelFrom(int block) {
    return (int) ((long) (block / columnBlocks) * rowPanels / rowBlocks);
  }

  /** After the last panel of rows of a block. */
  int rowPanelEnd(int block) {
    return (int) ((long) (block / columnBlocks + 1) * rowPanels / rowBlocks);
  }

  /** First panel of columns of a block. */
  int columnPanelFrom(int block) {
    return (int) ((long) (block % columnBlocks) * columnPanels / columnBlocks);
  }

  /** After the last panel of columns of a block. */
  int columnPanelEnd(int block) {
    return (int) ((long) (block % columnBlocks + 1) * columnPanels / columnBlocks);
  }
}
