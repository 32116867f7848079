package capstan.core.simd.convolution;

/**
 * Which pixel of a channels-last tensor [images, height, width, channels] each tap of a sliding
 * window reads. Window position (r, c) and tap (i, j) read pixel (r·step + i + rowOrigin, c·step +
 * j + columnOrigin); pixels outside are zeros.
 *
 * @param height rows of the tensor
 * @param width columns of the tensor
 * @param channels channels of the tensor
 * @param windowRows window positions down
 * @param windowColumns window positions across
 * @param tapRows taps of the window down
 * @param tapColumns taps of the window across
 * @param step pixels between window positions
 * @param rowOrigin row that position 0's tap 0 reads
 * @param columnOrigin column that position 0's tap 0 reads
 */
record Patches(
    int height,
    int width,
    int channels,
    int windowRows,
    int windowColumns,
    int tapRows,
    int tapColumns,
    int step,
    int rowOrigin,
    int columnOrigin) {

  /** Window positions of one image. */
  int windows() {
    return windowRows * windowColumns;
  }

  /** Whether a window's whole row of taps is one run of memory, wherever the window is. */
  boolean rowsAreRuns() {
    return rowOrigin >= 0
        && columnOrigin >= 0
        && (windowRows - 1) * step + rowOrigin + tapRows <= height
        && (windowColumns - 1) * step + columnOrigin + tapColumns <= width;
  }

  /** Taps that lie together in memory for every window. */
  int runTaps() {
    return rowsAreRuns() ? tapColumns : 1;
  }

  /**
   * Index of the first channel that a tap of a window reads, or −1 if the pixel is outside.
   *
   * @param window window position counted over all images
   * @param tap tap counted row by row
   */
  int index(int window, int tap) {
    int image = window / windows();
    int position = window - image * windows();
    int windowRow = position / windowColumns;
    int tapRow = tap / tapColumns;
    return index(
        image,
        windowRow * step + tapRow + rowOrigin,
        (position - windowRow * windowColumns) * step + (tap - tapRow * tapColumns) + columnOrigin);
  }

  /** Index of a pixel's first channel, or −1 if it is outside. */
  int index(int image, int row, int column) {
    if (row < 0 || row >= height || column < 0 || column >= width) {
      return -1;
    }
    return ((image * height + row) * width + column) * channels;
  }
}
