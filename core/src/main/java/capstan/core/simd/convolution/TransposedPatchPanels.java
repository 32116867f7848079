package capstan.core.simd.convolution;

import static capstan.core.simd.lanes.Lanes.COUNT;
import static capstan.core.simd.lanes.Lanes.SPECIES;

import capstan.core.Tensor;
import capstan.core.simd.lanes.Interleave;
import capstan.core.simd.product.PanelSource;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * The left factor of a direct convolution's gradient of the weights: the transpose of {@link
 * PatchPanels}' matrix, [taps · channels, window positions], packed straight from the image.
 *
 * <p>A row after the last one, if a product asks for it, is all ones: its product with the gradient
 * of the output is the gradient of the bias.
 *
 * <p>The panel's rows are cut into runs of adjacent memory, and each run is copied for all windows
 * in turn, stepping from window to window without a division.
 */
final class TransposedPatchPanels implements PanelSource {
  private final Patches patches;
  private final int run;
  private final float[] array;
  private final int offset;

  TransposedPatchPanels(Patches patches, Tensor images) {
    this.patches = patches;
    array = images.array();
    offset = images.offset();
    run = patches.runTaps() * patches.channels();
  }

  @Override
  public void pack(
      int from,
      int count,
      int width,
      int depthFrom,
      int depth,
      float[] target,
      int targetOffset,
      float[] scratch) {
    int rows =
        Math.min(count, patches.tapRows() * patches.tapColumns() * patches.channels() - from);
    for (int i = 0; i < rows; ) {
      int tap = (from + i) / run * patches.runTaps();
      int within = (from + i) % run;
      int length = Math.min(COUNT, Math.min(run - within, rows - i));
      copyRun(tap, within, length, width, depthFrom, depth, target, targetOffset + i);
      i += length;
    }
    for (int i = rows; i < count; i++) {
      for (int k = 0; k < depth; k++) {
        target[targetOffset + k * width + i] = 1;
      }
    }
    Interleave.zero(count, width, depth, target, targetOffset, width);
  }

  private void copyRun(
      int tap, int within, int length, int width, int window, int depth, float[] target, int to) {
    int image = window / patches.windows();
    int position = window % patches.windows();
    int windowColumn = position % patches.windowColumns();
    int row =
        position / patches.windowColumns() * patches.step()
            + tap / patches.tapColumns()
            + patches.rowOrigin();
    int firstRow = tap / patches.tapColumns() + patches.rowOrigin();
    int endRow = firstRow + patches.windowRows() * patches.step();
    int firstColumn = tap % patches.tapColumns() + patches.columnOrigin();
    VectorMask<Float> mask = SPECIES.indexInRange(0, length);
    // The rest of a vector is the next row's, which is written after it.
    int last = array.length - COUNT - offset - within;
    boolean whole = length == width && length > PatchPanels.FEW;
    for (int k = 0; k < depth; k++) {
      int column = firstColumn + windowColumn * patches.step();
      int index = patches.index(image, row, column);
      if (whole && k < depth - COUNT && index >= 0 && index <= last) {
        FloatVector.fromArray(SPECIES, array, offset + index + within).intoArray(target, to);
      } else if (length <= PatchPanels.FEW) {
        for (int i = 0; i < length; i++) {
          target[to + i] = index < 0 ? 0 : array[offset + index + within + i];
        }
      } else if (index < 0) {
        FloatVector.zero(SPECIES).intoArray(target, to, mask);
      } else {
        FloatVector.fromArray(SPECIES, array, offset + index + within, mask)
            .intoArray(target, to, mask);
      }
      to += width;
      if (++windowColumn == patches.windowColumns()) {
        windowColumn = 0;
        row += patches.step();
        if (row == endRow) {
          row = firstRow;
          image++;
        }
      }
    }
  }
}
