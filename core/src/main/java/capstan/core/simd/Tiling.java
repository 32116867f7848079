package capstan.core.simd;

/**
 * Block sizes of the packed product, for caches of 32-48 KiB (first level) and 1 MiB (second level)
 * a core. They depend on the width and the register count alone, never on the number of threads, so
 * that every element is summed in one order.
 *
 * <pre>
 *   what                         extents            12x2 tile, 512 bits   lives in
 *   panel of b                   DEPTH x COLUMNS    256 x 32     32 KiB   first level, reused by all
 *                                                                         row panels of a block
 *   panel of a                   DEPTH x ROWS       256 x 12     12 KiB   streamed from the second
 *   block of a                   BLOCK_ROWS x DEPTH 144 x 256   144 KiB   second level
 *   packed a, all blocks         CHUNK_ROWS x DEPTH 2304 x 256  2.3 MiB   third level
 *   packed b                     DEPTH x CHUNK_COLS 256 x 2048  2.0 MiB   third level
 * </pre>
 */
final class Tiling {
  /** Steps of k between two passes over c. */
  static final int DEPTH = 256;

  /** Rows of c in one task. */
  static final int BLOCK_ROWS = roundDown(144, Microkernel.ROWS);

  /** Columns of c in one task. */
  static final int BLOCK_COLUMNS = roundDown(256, Microkernel.COLUMNS);

  /** Rows of a that are packed at a time. */
  static final int CHUNK_ROWS = 16 * BLOCK_ROWS;

  /** Columns of b that are packed at a time. */
  static final int CHUNK_COLUMNS = 8 * BLOCK_COLUMNS;

  private Tiling() {}

  private static int roundDown(int wanted, int unit) {
    return Math.max(unit, wanted / unit * unit);
  }
}
