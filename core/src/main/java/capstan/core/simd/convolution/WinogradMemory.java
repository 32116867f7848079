package capstan.core.simd.convolution;

import capstan.core.Workers;
import capstan.core.Workspace;
import capstan.core.simd.lanes.Scratch;
import capstan.core.simd.product.PlainProduct;

/**
 * A team and the memory in which it transforms tiles, some at a time: their values at 36 points
 * stay in the second-level cache until they are multiplied.
 */
final class WinogradMemory {
  /** Points of a tile. */
  static final int POINTS = 36;

  /** Points of a line. */
  static final int LINE = 6;

  /**
   * Tiles at a time, whole tiles of products of any kind: at 64 channels the values of inputs and
   * of outputs take 220 KiB each.
   */
  static final int TILES = 24;

  /** Where arrays start, so that vectors do not straddle lines of the cache. */
  static final int START = Workspace.LINE_START;

  final Workers workers;

  /** Values of what is read, [36, TILES, channels]. */
  final Scratch inputs;

  /** Values of what is written, or of its gradient, likewise. */
  final Scratch outputs;

  /** A tile with one of its axes transformed, [6, 6, channels]. */
  final Scratch lines;

  /** A tile that reaches beyond an edge, or a row of weights, [6, 6, channels]. */
  final Scratch windows;

  /** As many zeros as there are channels. */
  float[] zeros = new float[0];

  WinogradMemory(Workers workers) {
    this.workers = workers;
    inputs = new Scratch(workers.threads());
    outputs = new Scratch(workers.threads());
    lines = new Scratch(workers.threads());
    windows = new Scratch(workers.threads());
  }

  /** Has room for so many channels. */
  void reserve(int inChannels, int outChannels) {
    int most = Math.max(inChannels, outChannels);
    inputs.reserve(START + POINTS * plane(inChannels) + PlainProduct.ROWS);
    outputs.reserve(START + POINTS * plane(outChannels));
    lines.reserve(START + POINTS * most);
    windows.reserve(START + POINTS * most);
    if (zeros.length < most) {
      zeros = new float[most];
    }
  }

  /** Floats from one point of tiles to the next: an odd number of cache lines. */
  static int plane(int channels) {
    return TILES * columns(channels) + Workspace.LINE;
  }

  /** So many rows of a product, to whole tiles. */
  static long rows(long count) {
    return Math.ceilDiv(count, PlainProduct.ROWS) * PlainProduct.ROWS;
  }

  /** So many columns of a product, to whole tiles. */
  static int columns(int channels) {
    return Math.ceilDiv(channels, PlainProduct.COLUMNS) * PlainProduct.COLUMNS;
  }
}
