package capstan.core.simd.transform;

import capstan.core.Workspace;
import capstan.core.simd.lanes.Lanes;
import capstan.core.simd.lanes.Machine;

/**
 * Where the complex numbers of a spectrum of images lie: for each frequency a matrix [images,
 * channels], in tiles of ROWS images by LANES channels, so that a microkernel finds ROWS images at
 * constant distances and a transform writes whole vectors.
 *
 * <pre>
 *   [frequency] [image / ROWS] [channel / LANES] [image % ROWS] [re, im] [channel % LANES]
 * </pre>
 *
 * Images are padded to a multiple of LANES (zeros), channels come in blocks. Panels of images are a
 * few lines further apart than their length: at a distance of a power of two they would all compete
 * for the same lines of the cache.
 */
public final class Spectrum {
  /** Images of a tile. */
  public static final int ROWS = ComplexMicrokernel.ROWS;

  static final int LANES = Lanes.COUNT;

  /** Elements of a tile. */
  static final int TILE = ROWS * 2 * LANES;

  private static final int LINE = Machine.HERE.line();
  private static final int PAD = 5 * LINE;
  private static final int PAGE = Machine.HERE.setSpan();

  final int images;

  /** Panels of ROWS images, those of padding included. */
  public final int panels;

  final int blocks;
  final int panelStride;
  final int binStride;
  final float[] array;
  final int offset;

  /**
   * A spectrum whose numbers are whatever the memory holds.
   *
   * @param images how many images
   * @param blocks blocks of LANES channels
   * @param bins frequencies
   * @param workspace where the memory comes from
   */
  public Spectrum(int images, int blocks, int bins, Workspace workspace) {
    this.images = images;
    this.blocks = blocks;
    panels = (images + LANES - 1) / LANES * (LANES / ROWS);
    panelStride = blocks * TILE + PAD;
    binStride = unaliased(panels * panelStride);
    var memory = workspace.take(Math.multiplyExact(bins, binStride));
    array = memory.array();
    offset = memory.offset();
  }

  /**
   * A distance between frequencies, at least as long as given. A transform reads or writes one
   * complex vector of each: this distance spreads these evenly over the sets of the first-level
   * cache, where at one of a power of two they would all compete for the same few.
   */
  static int unaliased(int length) {
    return (length + PAGE - 1) / PAGE * PAGE + 2 * LINE;
  }

  /** Floats that such a spectrum takes. */
  public static long floats(int images, int blocks, int bins) {
    int panels = (images + LANES - 1) / LANES * (LANES / ROWS);
    return (long) bins * unaliased(panels * (blocks * TILE + PAD));
  }

  /** Index of a tile. */
  int tile(int bin, int panel, int block) {
    return offset + bin * binStride + panel * panelStride + block * TILE;
  }
}
