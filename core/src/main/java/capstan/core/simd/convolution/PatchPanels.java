package capstan.core.simd.convolution;

import static capstan.core.simd.lanes.Lanes.COUNT;
import static capstan.core.simd.lanes.Lanes.SPECIES;

import capstan.core.Tensor;
import capstan.core.simd.lanes.Interleave;
import capstan.core.simd.lanes.Interleave12;
import capstan.core.simd.product.PanelSource;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * The left factor of a direct convolution: the matrix with one patch a row, [window positions, taps
 * · channels], packed straight from the image. The matrix itself (im2col) is never stored.
 *
 * <p>The depth is walked in runs of adjacent memory: a row of taps where no window leaves the
 * image, else a tap. Rows of the panel are interleaved four at a time, if all four read inside the
 * image; twelve in registers. Where there is one channel and a step of one, what adjacent windows
 * read for one tap is a run of memory itself, and longer than a row of taps.
 */
final class PatchPanels implements PanelSource {
  /** Floats that are copied sooner one by one than by a masked store. */
  static final int FEW = 4;

  private final Patches patches;
  private final int run;
  private final boolean windowsAreRuns;
  private final float[] array;
  private final int offset;

  PatchPanels(Patches patches, Tensor images) {
    this.patches = patches;
    array = images.array();
    offset = images.offset();
    run = patches.runTaps() * patches.channels();
    windowsAreRuns = patches.rowsAreRuns() && patches.channels() == 1 && patches.step() == 1;
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
    if (windowsAreRuns) {
      packWindowRuns(from, count, width, depthFrom, depth, target, targetOffset);
      Interleave.zero(count, width, depth, target, targetOffset, width);
      return;
    }
    if (Interleave12.FITS && count == Interleave12.ROWS && width == Interleave12.ROWS) {
      packTwelve(from, depthFrom, depth, target, targetOffset, scratch);
      return;
    }
    int i = 0;
    for (; i + 4 <= count; i += 4) {
      packFour(from + i, width, depthFrom, depth, target, targetOffset + i);
    }
    for (; i < count; i++) {
      packOne(from + i, width, depthFrom, depth, target, targetOffset + i);
    }
    Interleave.zero(count, width, depth, target, targetOffset, width);
  }

  /** Copies a tap of adjacent windows at a time; a run of windows ends with their row. */
  private void packWindowRuns(
      int from, int count, int width, int depthFrom, int depth, float[] target, int targetOffset) {
    int columns = patches.windowColumns();
    for (int i = 0; i < count; ) {
      int length = Math.min(columns - (from + i) % columns, Math.min(count - i, COUNT));
      int row = depthFrom / patches.tapColumns();
      int column = depthFrom - row * patches.tapColumns();
      int index = offset + patches.index(from + i, 0) + row * patches.width();
      int to = targetOffset + i;
      copyTaps(length, index, column, depth, target, to, width);
      i += length;
    }
  }

  private void copyTaps(
      int length, int index, int column, int depth, float[] target, int to, int width) {
    VectorMask<Float> mask = SPECIES.indexInRange(0, length);
    float[] source = array;
    int columns = patches.tapColumns();
    int nextRow = patches.width() - columns;
    int at = index + column;
    int left = columns - column;
    for (int k = 0; k < depth; k++) {
      if (length <= FEW) {
        for (int i = 0; i < length; i++) {
          target[to + i] = source[at + i];
        }
      } else {
        FloatVector.fromArray(SPECIES, source, at, mask).intoArray(target, to, mask);
      }
      to += width;
      at++;
      if (--left == 0) {
        left = columns;
        at += nextRow;
      }
    }
  }

  /** Twelve windows at a time, as far as a run is made of whole vectors. */
  private void packTwelve(
      int window, int depthFrom, int depth, float[] target, int targetOffset, float[] scratch) {
    for (int k = 0; k < depth; ) {
      int tap = (depthFrom + k) / run * patches.runTaps();
      int within = (depthFrom + k) % run;
      int length = Math.min(run - within, depth - k);
      int whole = length & -COUNT;
      int to = targetOffset + k * Interleave12.ROWS;
      if (whole > 0 && isInside(window, tap)) {
        for (int i = 0; i < Interleave12.ROWS; i += 4) {
          Interleave12.four(
              array,
              offset + within + patches.index(window + i, tap),
              offset + within + patches.index(window + i + 1, tap),
              offset + within + patches.index(window + i + 2, tap),
              offset + within + patches.index(window + i + 3, tap),
              whole,
              scratch,
              i / 4 * Interleave12.FOUR);
        }
        Interleave12.spread(scratch, whole, target, to);
      } else {
        whole = 0;
      }
      for (int i = 0; i < Interleave12.ROWS && whole < length; i += 4) {
        packFour(
            window + i,
            Interleave12.ROWS,
            depthFrom + k + whole,
            length - whole,
            target,
            to + whole * Interleave12.ROWS + i);
      }
      k += length;
    }
  }

  private boolean isInside(int window, int tap) {
    int all = 0;
    for (int i = 0; i < Interleave12.ROWS; i++) {
      all |= patches.index(window + i, tap);
    }
    return all >= 0;
  }

  private void packFour(
      int window, int width, int depthFrom, int depth, float[] target, int targetOffset) {
    for (int k = 0; k < depth; ) {
      int tap = (depthFrom + k) / run * patches.runTaps();
      int within = (depthFrom + k) % run;
      int length = Math.min(run - within, depth - k);
      int to = targetOffset + k * width;
      int row0 = patches.index(window, tap);
      int row1 = patches.index(window + 1, tap);
      int row2 = patches.index(window + 2, tap);
      int row3 = patches.index(window + 3, tap);
      if ((row0 | row1 | row2 | row3) >= 0) {
        int at = offset + within;
        Interleave.four(
            array, at + row0, at + row1, at + row2, at + row3, length, target, to, width);
      } else {
        copy(row0, within, length, target, to, width);
        copy(row1, within, length, target, to + 1, width);
        copy(row2, within, length, target, to + 2, width);
        copy(row3, within, length, target, to + 3, width);
      }
      k += length;
    }
  }

  private void packOne(
      int window, int width, int depthFrom, int depth, float[] target, int targetOffset) {
    for (int k = 0; k < depth; ) {
      int tap = (depthFrom + k) / run * patches.runTaps();
      int within = (depthFrom + k) % run;
      int length = Math.min(run - within, depth - k);
      copy(patches.index(window, tap), within, length, target, targetOffset + k * width, width);
      k += length;
    }
  }

  private void copy(int index, int within, int length, float[] target, int to, int width) {
    if (index < 0) {
      Interleave.zero(0, 1, length, target, to, width);
    } else {
      Interleave.one(array, offset + index + within, length, target, to, width);
    }
  }
}
