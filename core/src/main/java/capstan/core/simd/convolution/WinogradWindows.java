package capstan.core.simd.convolution;

import static capstan.core.simd.convolution.WinogradMemory.START;

import java.util.Arrays;

/**
 * Square windows of channels-last images, one for each tile of 4x4 outputs: what such a tile reads,
 * or the tile itself. Windows reach beyond the edges; there images are zero.
 *
 * @param height rows of an image
 * @param width columns of an image
 * @param channels numbers of a pixel
 * @param size rows and columns of a window
 * @param padding rows and columns that the first window begins before the image
 * @param down tiles from top to bottom
 * @param across tiles from left to right
 */
record WinogradWindows(
    int height, int width, int channels, int size, int padding, int down, int across) {
  /** Outputs of a tile, down as across. */
  static final int TILE = 4;

  /** Tiles of an image. */
  int tiles() {
    return down * across;
  }

  private int row(int tile) {
    return tile % tiles() / across * TILE - padding;
  }

  private int column(int tile) {
    return tile % across * TILE - padding;
  }

  /** Whether nothing of a window is beyond an edge. */
  boolean isInside(int tile) {
    int row = row(tile);
    int column = column(tile);
    return row >= 0 && column >= 0 && row + size <= height && column + size <= width;
  }

  /** From one row of an image to the next. */
  int rowStep() {
    return width * channels;
  }

  /** Where a window begins among all images; only where it is inside. */
  int first(int tile) {
    return ((tile / tiles() * height + row(tile)) * width + column(tile)) * channels;
  }

  /**
   * Copies a window, zeros included.
   *
   * @param images their numbers
   * @param offset the first of them
   * @param tile which, counted through all images
   * @param window [size, size, channels] from {@link WinogradMemory#START} on, overwritten
   */
  void read(float[] images, int offset, int tile, float[] window) {
    Arrays.fill(window, START, START + size * size * channels, 0);
    move(images, offset, tile, window, true);
  }

  /**
   * Copies what of a window is inside back.
   *
   * @param window [size, size, channels] from {@link WinogradMemory#START} on
   * @param images their numbers, overwritten there
   * @param offset the first of them
   * @param tile which, counted through all images
   */
  void write(float[] window, float[] images, int offset, int tile) {
    move(images, offset, tile, window, false);
  }

  private void move(float[] images, int offset, int tile, float[] window, boolean reads) {
    int row = row(tile);
    int column = column(tile);
    int left = Math.max(0, column);
    int length = (Math.min(width, column + size) - left) * channels;
    int image = offset + tile / tiles() * height * rowStep();
    for (int y = Math.max(0, row); y < Math.min(height, row + size) && length > 0; y++) {
      int outside = image + (y * width + left) * channels;
      int inside = START + ((y - row) * size + left - column) * channels;
      if (reads) {
        System.arraycopy(images, outside, window, inside, length);
      } else {
        System.arraycopy(window, inside, images, outside, length);
      }
    }
  }
}
