package capstan.core.simd.convolution;

import static capstan.core.simd.convolution.WinogradMemory.LINE;
import static capstan.core.simd.convolution.WinogradMemory.POINTS;
import static capstan.core.simd.convolution.WinogradMemory.START;
import static capstan.core.simd.convolution.WinogradMemory.TILES;
import static capstan.core.simd.convolution.WinogradWindows.TILE;

import capstan.core.Tensor;
import capstan.core.simd.product.PlainProduct;

/**
 * One direction of a correlation with 3x3 taps: for some tiles at a time, values of the input at 36
 * points, 36 products with the values of the weights, and the outputs from theirs. Nothing but
 * input, weights and output passes through memory.
 */
final class WinogradCorrelation {
  /** Blocks of tiles for each worker, at least, where there are tiles enough. */
  private static final int BLOCKS = 2;

  private final WinogradMemory memory;
  private final WinogradWindows inputs;
  private final WinogradWindows outputs;

  /** Of a row of the values of the weights and of the outputs. */
  private final int columns;

  WinogradCorrelation(WinogradWindows inputs, WinogradWindows outputs, WinogradMemory memory) {
    this.inputs = inputs;
    this.outputs = outputs;
    this.memory = memory;
    columns = WinogradMemory.columns(outputs.channels());
    memory.reserve(inputs.channels(), outputs.channels());
  }

  /** Floats of the values of the weights. */
  static long weightFloats(int inChannels, int outChannels) {
    return (long) POINTS * inChannels * WinogradMemory.columns(outChannels);
  }

  /**
   * Values of the weights at all points, [36, in, columns].
   *
   * @param weight [3, 3, inChannels, outChannels]
   * @param turned whether input and output have changed places: taps in the opposite order, and
   *     channels of the output where those of the input were
   * @param values overwritten
   */
  void weights(Tensor weight, boolean turned, Tensor values) {
    int in = inputs.channels();
    int out = outputs.channels();
    memory.workers.run(
        in,
        (row, worker) -> {
          float[] window = memory.windows.of(worker);
          for (int tap = 0; tap < 9; tap++) {
            int to = START + tap * out;
            if (turned) {
              int from = weight.offset() + (8 - tap) * in * out + row;
              for (int channel = 0; channel < out; channel++) {
                window[to + channel] = weight.array()[from + channel * in];
              }
            } else {
              int from = weight.offset() + (tap * in + row) * out;
              System.arraycopy(weight.array(), from, window, to, out);
            }
          }
          float[] lines = memory.lines.of(worker);
          int taps = 3 * out;
          WinogradKernels.weights(window, START, taps, 0, lines, START, taps, 0, 1, taps);
          int plane = in * columns;
          WinogradKernels.weights(
              lines,
              START,
              out,
              taps,
              values.array(),
              values.offset() + row * columns,
              plane,
              LINE * plane,
              LINE,
              out);
        });
  }

  /**
   * Correlates.
   *
   * @param x images [batch, height, width, inChannels]
   * @param values of the weights
   * @param bias [outChannels], or null for none
   * @param y [batch, outHeight, outWidth, outChannels], overwritten
   */
  void run(Tensor x, Tensor values, Tensor bias, Tensor y) {
    int tiles = x.shape().extent(0) * inputs.tiles();
    // A few for each worker; no tile's numbers depend on the others of its block.
    int shared = Math.ceilDiv(tiles, BLOCKS * memory.workers.threads());
    int size = (int) Math.min(TILES, WinogradMemory.rows(shared));
    memory.workers.run(
        Math.ceilDiv(tiles, Math.max(1, size)),
        (block, worker) -> {
          int first = block * size;
          int count = Math.min(size, tiles - first);
          for (int tile = 0; tile < count; tile++) {
            inputValues(memory, inputs, x, first + tile, tile, worker);
          }
          multiply(values, count, worker);
          for (int tile = 0; tile < count; tile++) {
            writeTile(bias, y, first + tile, tile, worker);
          }
        });
  }

  /** Values of one window of the input, at a place among the tiles of a block. */
  static void inputValues(
      WinogradMemory memory, WinogradWindows inputs, Tensor x, int tile, int place, int worker) {
    int channels = inputs.channels();
    int row = LINE * channels;
    float[] lines = memory.lines.of(worker);
    float[] window = inputs.read(x, tile, memory.windows.of(worker));
    int at = inputs.first(x, tile);
    WinogradKernels.input(window, at, inputs.rowStep(tile), 0, lines, START, row, 0, 1, row);
    float[] values = memory.inputs.of(worker);
    int plane = WinogradMemory.plane(channels);
    int to = START + place * channels;
    WinogradKernels.input(
        lines, START, channels, row, values, to, plane, LINE * plane, LINE, channels);
  }

  private void multiply(Tensor weights, int count, int worker) {
    int in = inputs.channels();
    int rows = (int) WinogradMemory.rows(count);
    for (int point = 0; point < POINTS; point++) {
      PlainProduct.multiply(
          rows,
          columns,
          in,
          memory.inputs.of(worker),
          START + point * WinogradMemory.plane(in),
          in,
          1,
          weights.array(),
          weights.offset() + point * in * columns,
          columns,
          /* add= */ false,
          memory.outputs.of(worker),
          START + point * WinogradMemory.plane(outputs.channels()),
          columns);
    }
  }

  private void writeTile(Tensor bias, Tensor y, int tile, int place, int worker) {
    int channels = outputs.channels();
    int row = LINE * channels;
    int plane = WinogradMemory.plane(channels);
    float[] values = memory.outputs.of(worker);
    float[] lines = memory.lines.of(worker);
    float[] zeros = memory.zeros;
    int from = START + place * columns;
    WinogradKernels.output(
        values, from, LINE * plane, plane, zeros, 0, lines, START, row, channels, LINE, channels);
    float[] window = outputs.isInside(tile) ? y.array() : memory.windows.of(worker);
    int at = outputs.first(y, tile);
    int step = outputs.rowStep(tile);
    float[] added = bias == null ? zeros : bias.array();
    int addedAt = bias == null ? 0 : bias.offset();
    WinogradKernels.output(
        lines, START, channels, row, added, addedAt, window, at, channels, step, TILE, channels);
    outputs.write(window, y, tile);
  }
}
