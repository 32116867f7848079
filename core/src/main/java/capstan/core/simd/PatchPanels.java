package capstan.core.simd;

/**
 * The left factor of a direct convolution: the matrix with one patch a row, [window positions, taps
 * · channels], packed straight from the image. The matrix itself (im2col) is never stored.
 *
 * <p>The depth is walked in runs of adjacent memory: a row of taps where no window leaves the
 * image, else a tap. Rows of the panel are interleaved four at a time, if all four read inside the
 * image.
 */
final class PatchPanels implements PanelSource {
  private final Patches patches;
  private final int run;
  private float[] array;
  private int offset;

  PatchPanels(Patches patches) {
    this.patches = patches;
    run = patches.runTaps() * patches.channels();
  }

  /** Chooses the tensor to read. */
  PatchPanels of(float[] newArray, int newOffset) {
    array = newArray;
    offset = newOffset;
    return this;
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
    int i = 0;
    for (; i + 4 <= count; i += 4) {
      packFour(from + i, width, depthFrom, depth, target, targetOffset + i);
    }
    for (; i < count; i++) {
      packOne(from + i, width, depthFrom, depth, target, targetOffset + i);
    }
    Interleave.zero(count, width, depth, target, targetOffset, width);
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
