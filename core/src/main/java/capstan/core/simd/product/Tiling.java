package capstan.core.simd.product;

import capstan.core.simd.lanes.Machine;

/**
 * Block sizes of the packed product. {@link #DEPTH} alone decides in which order an element is
 * summed, and is the same everywhere; the others are shares of {@link Machine}'s caches. For the
 * usual machine:
 *
 * <pre>
 *   what                    extents                  12x2 tile, 512 bits   lives in
 *   panel of b              DEPTH x COLUMNS          256 x 32     32 KiB   first level, reused by all
 *                                                                          row panels of a block
 *   panel of a              DEPTH x ROWS             256 x 12     12 KiB   streamed from the second
 *   own block of a          OWN_ROWS x DEPTH         144 x 256   144 KiB   second level
 *   shared b, one block     DEPTH x SHARED_COLUMNS   256 x 512   512 KiB   second or third level
 *   its block of c          OWN_ROWS x SHARED_COLS   144 x 512   288 KiB   second level
 *   shared a, one block     SHARED_ROWS x DEPTH      504 x 256   504 KiB   second level
 *   its block of c          SHARED_ROWS x OWN_COLS   504 x 128   252 KiB   second level
 *   shared factor, in all   SHARED                               8 MiB     third level
 * </pre>
 */
public final class Tiling {
  /** Most steps of k between two passes over c. */
  public static final int DEPTH = 256;

  /** Rows or columns of packed panels that fill the second level. */
  private static final int FILLING = Machine.HERE.secondLevel() / DEPTH;

  /** Rows of a block whose panels of a are its own. */
  public static final int OWN_ROWS = roundDown(FILLING / 7, Microkernel.ROWS);

  /** Columns of a block whose panels of b are its own. */
  static final int OWN_COLUMNS = roundDown(FILLING / 8, Microkernel.COLUMNS);

  /** Rows of a block that shares its panels of a. */
  static final int SHARED_ROWS = roundDown(FILLING / 2, Microkernel.ROWS);

  /** Columns of a block that shares its panels of b. */
  static final int SHARED_COLUMNS = roundDown(FILLING / 2, Microkernel.COLUMNS);

  /** Floats of the shared factor that are packed at a time. */
  static final int SHARED = Machine.HERE.thirdLevel();

  private Tiling() {}

  private static int roundDown(int wanted, int unit) {
    return Math.max(unit, wanted / unit * unit);
  }
}
