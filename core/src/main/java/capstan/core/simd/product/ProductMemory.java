package capstan.core.simd.product;

import capstan.core.Workers;
import capstan.core.Workspace;
import capstan.core.simd.lanes.Scratch;

/** A team and the memory of its products, which run one at a time and leave nothing in it. */
public final class ProductMemory {
  final Workers workers;

  /** What each worker packs for itself: a block's own factor, or a step's left one. */
  final Scratch own;

  /** A step's right factor, where each worker packs both. */
  final Scratch right;

  /** A tile of c, or the rows that a source turns, for each worker. */
  final float[][] tiles;

  private float[] shared = new float[0];

  /**
   * Memory that grows with the largest product.
   *
   * @param workers the threads that share the work
   */
  public ProductMemory(Workers workers) {
    this.workers = workers;
    own = new Scratch(workers.threads());
    right = new Scratch(workers.threads());
    int tile = Microkernel.ROWS * Math.max(Microkernel.COLUMNS, Tiling.DEPTH);
    tiles = new float[workers.threads()][Workspace.LINE_START + tile];
  }

  /** At least this many floats that all workers see. */
  float[] shared(int floats) {
    if (shared.length < floats) {
      shared = new float[floats];
    }
    return shared;
  }
}
