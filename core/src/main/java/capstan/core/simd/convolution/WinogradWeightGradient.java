package capstan.core.simd.convolution;

import static capstan.core.simd.convolution.WinogradMemory.LINE;
import static capstan.core.simd.convolution.WinogradMemory.POINTS;
import static capstan.core.simd.convolution.WinogradMemory.START;
import static capstan.core.simd.convolution.WinogradMemory.TILES;
import static capstan.core.simd.convolution.WinogradWindows.TILE;

import capstan.core.Tensor;
import capstan.core.simd.product.DeepProduct;
import capstan.core.simd.product.PlainProduct;

/**
 * The gradient of 3x3 weights: at each of 36 points the product of the values of input windows with
 * those of the gradient's tiles, summed over all tiles, and the taps from those sums. The tiles are
 * cut into shares, each with sums of its own; how many there are depends on the extents alone, so
 * the same numbers are added in the same order whoever does it.
 */
final class WinogradWeightGradient {
  /** The most shares. */
  private static final int MOST_SHARES = 16;

  /** Fewest blocks of tiles of a share: all shares' sums are added up at the end. */
  private static final int LEAST_BLOCKS = 2;

  private final WinogradMemory memory;
  private final WinogradWindows inputs;
  private final WinogradWindows outputs;
  private final int tiles;
  private final int shares;

  /** Of a row of sums, and of the values of the gradient. */
  private final int columns;

  /** From one point of the sums to the next. */
  private final int plane;

  WinogradWeightGradient(
      WinogradWindows inputs, WinogradWindows outputs, int batch, WinogradMemory memory) {
    this.inputs = inputs;
    this.outputs = outputs;
    this.memory = memory;
    tiles = batch * inputs.tiles();
    shares = shares(tiles);
    columns = WinogradMemory.columns(outputs.channels());
    plane = (int) WinogradMemory.rows(inputs.channels()) * columns;
  }

  private static int shares(int tiles) {
    int blocks = Math.ceilDiv(tiles, TILES);
    return Math.clamp(blocks / LEAST_BLOCKS, 1, MOST_SHARES);
  }

  /** Floats of all sums. */
  static long floats(int tiles, int inChannels, int outChannels) {
    return (long) shares(tiles)
        * POINTS
        * WinogradMemory.rows(inChannels)
        * WinogradMemory.columns(outChannels);
  }

  /**
   * Computes the gradient.
   *
   * @param x images [batch, height, width, inChannels]
   * @param dy [batch, outHeight, outWidth, outChannels]
   * @param sums room for {@link #floats}, overwritten: [shares, 36, rows, columns]
   * @param dWeight [3, 3, inChannels, outChannels], overwritten
   */
  void run(Tensor x, Tensor dy, Tensor sums, Tensor dWeight) {
    memory.workers.run(shares, (share, worker) -> addShare(x, dy, sums, share, worker));
    memory.workers.run(inputs.channels(), (row, worker) -> writeRow(sums, dWeight, row, worker));
  }

  private void addShare(Tensor x, Tensor dy, Tensor sums, int share, int worker) {
    int end = (int) ((long) tiles * (share + 1) / shares);
    int start = (int) ((long) tiles * share / shares);
    int size = Math.ceilDiv(end - start, Math.ceilDiv(end - start, TILES));
    for (int first = start; first < end; first += size) {
      int count = Math.min(size, end - first);
      for (int tile = 0; tile < count; tile++) {
        WinogradCorrelation.inputValues(memory, inputs, x, first + tile, tile, worker);
        gradientValues(dy, first + tile, tile, worker);
      }
      for (int point = 0; point < POINTS; point++) {
        PlainProduct.multiply(
            (int) WinogradMemory.rows(inputs.channels()),
            columns,
            count,
            memory.inputs.of(worker),
            START + point * WinogradMemory.plane(inputs.channels()),
            1,
            inputs.channels(),
            memory.outputs.of(worker),
            START + point * WinogradMemory.plane(outputs.channels()),
            columns,
            /* add= */ first > start,
            sums.array(),
            sums.offset() + (share * POINTS + point) * plane,
            columns);
      }
    }
  }

  /** Values of one tile of the gradient, at a place among the tiles of a block. */
  private void gradientValues(Tensor dy, int tile, int place, int worker) {
    int channels = outputs.channels();
    int row = TILE * channels;
    float[] lines = memory.lines.of(worker);
    float[] window = outputs.read(dy, tile, memory.windows.of(worker));
    int at = outputs.first(dy, tile);
    WinogradKernels.gradient(window, at, outputs.rowStep(tile), 0, lines, START, row, 0, 1, row);
    int next = WinogradMemory.plane(channels);
    int to = START + place * columns;
    WinogradKernels.gradient(
        lines,
        START,
        channels,
        row,
        memory.outputs.of(worker),
        to,
        next,
        LINE * next,
        LINE,
        channels);
  }

  /** The taps of one channel of the input. */
  private void writeRow(Tensor sums, Tensor dWeight, int row, int worker) {
    int in = inputs.channels();
    int out = outputs.channels();
    float[] window = memory.windows.of(worker);
    float[] lines = memory.lines.of(worker);
    for (int point = 0; point < POINTS; point++) {
      int from = sums.offset() + point * plane + row * columns;
      int to = START + point * out;
      DeepProduct.addRow(sums.array(), from, POINTS * plane, shares, window, to, out);
    }
    int line = LINE * out;
    WinogradKernels.weightGradient(window, START, line, 0, lines, START, line, 0, 1, line);
    WinogradKernels.weightGradient(
        lines,
        START,
        out,
        line,
        dWeight.array(),
        dWeight.offset() + row * out,
        in * out,
        3 * in * out,
        3,
        out);
  }
}
