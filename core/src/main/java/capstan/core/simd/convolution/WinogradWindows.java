package capstan.core.simd.convolution;

import static capstan.core.simd.convolution.WinogradMemory.START;

import capstan.core.Tensor;
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

  /** Whether nothing of a window is beyond an edge, so that it is used where it lies. */
  boolean isInside(int tile) {
    int row = row(tile);
    int column = column(tile);
    return row >= 0 && column >= 0 && row + size <= height && column + size <= width;
  }

  /**
   * Where a window begins: among all images, or at {@link WinogradMemory#START} of its copy.
   *
   * @param images whose
   * @param tile which, counted through all images
   */
  int first(Tensor images, int tile) {
    int pixel = (tile / tiles() * height + row(tile)) * width + column(tile);
    return isInside(tile) ? images.offset() + pixel * channels : START;
  }

  /** From one row of a window to the next, likewise. */
  int rowStep(int tile) {
    return (isInside(tile) ? width : size) * channels;
  }

  /**
   * Where a window is to be read: the images' own array, or a copy with zeros beyond the edges.
   *
   * @param images whose
   * @param tile which, counted through all images
   * @param copy room for [size, size, channels] from {@link WinogradMemory#START} on
   */
  float[] read(Tensor images, int tile, float[] copy) {
    if (isInside(tile)) {
      return images.array();
    }
    Arrays.fill(copy, START, START + size * size * channels, 0);
    move(images, tile, copy, /* reads= */ true);
    return copy;
  }

  /**
   * Copies what of a window is inside back, if it was not written where it lies.
   *
   * @param copy [size, size, channels] from {@link WinogradMemory#START} on
   * @param images overwritten there
   * @param tile which, counted through all images
   */
  void write(float[] copy, Tensor images, int tile) {
    if (!isInside(tile)) {
      move(images, tile, copy, /* reads= */ false);
    }
  }

  private void move(Tensor images, int tile, float[] copy, boolean reads) {
    int row = row(tile);
    int column = column(tile);
    int left = Math.max(0, column);
    int length = (Math.min(width, column + size) - left) * channels;
    int image = images.offset() + tile / tiles() * height * width * channels;
    for (int y = Math.max(0, row); y < Math.min(height, row + size) && length > 0; y++) {
      int outside = image + (y * width + left) * channels;
      int inside = START + ((y - row) * size + left - column) * channels;
      if (reads) {
        System.arraycopy(images.array(), outside, copy, inside, length);
      } else {
        System.arraycopy(copy, inside, images.array(), outside, length);
      }
    }
  }
}
