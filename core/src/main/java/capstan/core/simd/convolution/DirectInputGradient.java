package capstan.core.simd.convolution;

import static java.lang.Math.ceilDiv;

import capstan.core.Tensor;
import capstan.core.Workers;
import capstan.core.kernel.ConvolutionGeometry;
import capstan.core.simd.lanes.Interleave;
import capstan.core.simd.product.Microkernel;
import capstan.core.simd.product.TileEdges;
import capstan.core.simd.product.Tiling;
import java.util.Arrays;

/**
 * The gradient of a direct convolution's input. For every tap of the kernel, dy times that tap's
 * weights [windows, O]·[O, I] is added to the pixels that the tap read; no product is made for a
 * pixel outside the image, and nothing of size [windows, taps · I] is stored.
 *
 * <p>A part of the work is a group of images and a few panels of input channels. It packs its rows
 * of dy once and uses them for all taps; the weights are packed once for all parts. Each pixel's
 * sum runs over the taps in order and then over the output channels, whatever the cut.
 */
final class DirectInputGradient {
  private static final int ROWS = Microkernel.ROWS;
  private static final int COLUMNS = Microkernel.COLUMNS;
  private static final int PART_PANELS = 2;
  private static final float[] ZEROS = new float[COLUMNS];

  private final ConvolutionGeometry g;
  private final Workers workers;
  private final int taps;
  private final int windows;
  private final int groupImages;
  private final int columnPanels;
  private final int columnParts;
  private final float[][] packedRows;
  private final float[][] tiles;
  private float[] packedWeights = new float[0];

  DirectInputGradient(ConvolutionGeometry geometry, Workers workers) {
    g = geometry;
    this.workers = workers;
    taps = g.kernelHeight() * g.kernelWidth();
    windows = g.outHeight() * g.outWidth();
    groupImages = Math.max(1, Tiling.OWN_ROWS / windows);
    columnPanels = ceilDiv(g.inChannels(), COLUMNS);
    columnParts = ceilDiv(columnPanels, PART_PANELS);
    packedRows = new float[workers.threads()][];
    tiles = new float[workers.threads()][ROWS * Math.max(COLUMNS, Tiling.DEPTH)];
  }

  /** Overwrites dx. */
  void compute(Tensor dy, Tensor weight, Tensor dx) {
    int needed = Math.multiplyExact(taps, tapLength());
    if (packedWeights.length < needed) {
      packedWeights = new float[needed];
    }
    workers.run(taps, (tap, worker) -> packTap(weight, tap, worker));
    workers.run(
        ceilDiv(g.batch(), groupImages) * columnParts,
        (part, worker) -> multiply(dy, dx, part, worker));
  }

  /** Floats of one tap's packed weights: [panel of I] [O] [COLUMNS]. */
  private int tapLength() {
    return columnPanels * g.outChannels() * COLUMNS;
  }

  private void packTap(Tensor weight, int tap, int worker) {
    int depth = g.outChannels();
    for (int panel = 0; panel < columnPanels; panel++) {
      int from = panel * COLUMNS;
      int count = Math.min(COLUMNS, g.inChannels() - from);
      int target = tap * tapLength() + panel * depth * COLUMNS;
      Interleave.rows(
          weight.array(),
          weight.offset() + (tap * g.inChannels() + from) * depth,
          depth,
          count,
          depth,
          packedWeights,
          target,
          COLUMNS,
          tiles[worker]);
      Interleave.zero(count, COLUMNS, depth, packedWeights, target, COLUMNS);
    }
  }

  private void multiply(Tensor dy, Tensor dx, int part, int worker) {
    int firstImage = part / columnParts * groupImages;
    int images = Math.min(groupImages, g.batch() - firstImage);
    int firstPanel = part % columnParts * PART_PANELS;
    int endPanel = Math.min(columnPanels, firstPanel + PART_PANELS);
    clear(dx, firstImage, images, firstPanel * COLUMNS, endPanel * COLUMNS);
    int rows = images * windows;
    for (int depthFrom = 0; depthFrom < g.outChannels(); depthFrom += Tiling.DEPTH) {
      int depth = Math.min(Tiling.DEPTH, g.outChannels() - depthFrom);
      float[] packed = packRows(dy, firstImage, rows, depthFrom, depth, worker);
      for (int tap = 0; tap < taps; tap++) {
        for (int panel = firstPanel; panel < endPanel; panel++) {
          int b = tap * tapLength() + (panel * g.outChannels() + depthFrom) * COLUMNS;
          for (int row = 0; row < rows; row += ROWS) {
            Microkernel.run(
                ROWS,
                depth,
                packed,
                row * depth,
                packedWeights,
                b,
                ZEROS,
                0,
                0,
                tiles[worker],
                0,
                COLUMNS);
            addTile(
                tiles[worker],
                dx,
                tap,
                firstImage * windows + row,
                Math.min(ROWS, rows - row),
                panel * COLUMNS);
          }
        }
      }
    }
  }

  private void clear(Tensor dx, int firstImage, int images, int channelFrom, int channelEnd) {
    int end = Math.min(channelEnd, g.inChannels());
    int pixels = g.height() * g.width();
    for (int pixel = firstImage * pixels; pixel < (firstImage + images) * pixels; pixel++) {
      int at = dx.offset() + pixel * g.inChannels();
      Arrays.fill(dx.array(), at + channelFrom, at + end, 0);
    }
  }

  private float[] packRows(
      Tensor dy, int firstImage, int rows, int depthFrom, int depth, int worker) {
    int needed = ceilDiv(rows, ROWS) * ROWS * depth;
    if (packedRows[worker] == null || packedRows[worker].length < needed) {
      packedRows[worker] = new float[needed];
    }
    float[] packed = packedRows[worker];
    int stride = g.outChannels();
    for (int row = 0; row < rows; row += ROWS) {
      int count = Math.min(ROWS, rows - row);
      int first = dy.offset() + (firstImage * windows + row) * stride + depthFrom;
      Interleave.rows(
          dy.array(), first, stride, count, depth, packed, row * depth, ROWS, tiles[worker]);
      Interleave.zero(count, ROWS, depth, packed, row * depth, ROWS);
    }
    return packed;
  }

  /** Adds the rows of a tile to the pixels that a tap read for these windows. */
  private void addTile(float[] tile, Tensor dx, int tap, int window, int count, int channel) {
    int tapRow = tap / g.kernelWidth() - g.padding();
    int tapColumn = tap % g.kernelWidth() - g.padding();
    int image = window / windows;
    int windowRow = window % windows / g.outWidth();
    int windowColumn = window % g.outWidth();
    int length = Math.min(COLUMNS, g.inChannels() - channel);
    for (int row = 0; row < count; row++) {
      int pixelRow = windowRow * g.stride() + tapRow;
      int pixelColumn = windowColumn * g.stride() + tapColumn;
      if (pixelRow >= 0 && pixelRow < g.height() && pixelColumn >= 0 && pixelColumn < g.width()) {
        int pixel = (image * g.height() + pixelRow) * g.width() + pixelColumn;
        int to = dx.offset() + pixel * g.inChannels() + channel;
        TileEdges.add(tile, row * COLUMNS, dx.array(), to, dx.array(), to, length);
      }
      if (++windowColumn == g.outWidth()) {
        windowColumn = 0;
        if (++windowRow == g.outHeight()) {
          windowRow = 0;
          image++;
        }
      }
    }
  }
}
