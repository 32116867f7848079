package capstan.mnist.picture;

import capstan.capsnet.data.ImageSet;
import capstan.core.Tensor;

/**
 * One image of float pixels, of which 0 is black and 1 is full brightness: grey, in colour, or a
 * pair of two cameras, which becomes red and cyan as for the glasses of that kind.
 *
 * @param height rows
 * @param width columns
 * @param channels 1 for grey, 2 for a pair, 3 for red, green and blue
 * @param values {@code [height, width, channels]} from the offset on; not copied
 * @param offset index of the first
 */
@SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
public record PixelImage(int height, int width, int channels, float[] values, int offset) {
  /** What a NaN looks like: nothing that any data set contains. */
  private static final int NOT_A_NUMBER = 0xff00ff;

  /**
   * Checks that the array has the pixels.
   *
   * @throws IllegalArgumentException if it has fewer values, or there are other channels
   */
  public PixelImage {
    if (height < 1 || width < 1 || channels < 1 || channels > 3) {
      throw new IllegalArgumentException(
          "an image of %dx%dx%d: extents must be positive and the channels 1 to 3"
              .formatted(height, width, channels));
    }
    if (offset < 0 || (long) offset + (long) height * width * channels > values.length) {
      throw new IllegalArgumentException(
          "an image of %dx%dx%d at %d leaves an array of %d"
              .formatted(height, width, channels, offset, values.length));
    }
  }

  /**
   * An image over the given values, which are not copied.
   *
   * @param height rows
   * @param width columns
   * @param channels 1 for grey, 2 for a pair, 3 for red, green and blue
   * @param values {@code [height, width, channels]}
   * @throws IllegalArgumentException if there are fewer values or another number of channels
   */
  public static PixelImage of(int height, int width, int channels, float... values) {
    return new PixelImage(height, width, channels, values, 0);
  }

  /**
   * One image of a set.
   *
   * @param images of 1 to 3 channels
   * @param index which image
   */
  public static PixelImage of(ImageSet images, int index) {
    float[] values = new float[images.imageSize()];
    images.copyImage(index, values, 0);
    return of(images.height(), images.width(), images.channels(), values);
  }

  /**
   * One image of a batch, whose values are not copied.
   *
   * @param batch {@code [count, ...]}, each image {@code height * width * channels} elements
   * @param index which image
   * @param height rows
   * @param width columns
   * @param channels 1 for grey, 2 for a pair, 3 for red, green and blue
   * @throws IllegalArgumentException if an image has another number of elements
   */
  public static PixelImage of(Tensor batch, int index, int height, int width, int channels) {
    int count = batch.shape().extent(0);
    int elements = height * width * channels;
    if (batch.shape().elements() != (long) count * elements || index < 0 || index >= count) {
      throw new IllegalArgumentException(
          "image %d of %dx%dx%d in a batch of %s"
              .formatted(index, height, width, channels, batch.shape()));
    }
    return new PixelImage(
        height, width, channels, batch.array(), batch.offset() + index * elements);
  }

  /** The colour of a pixel, 0xRRGGBB; what lies outside 0 to 1 is cut off, a NaN is magenta. */
  int rgb(int y, int x) {
    int at = offset + (y * width + x) * channels;
    int colour = 0;
    for (int channel = 0; channel < 3; channel++) {
      float value = values[at + Math.min(channel, channels - 1)];
      if (Float.isNaN(value)) {
        return NOT_A_NUMBER;
      }
      colour = colour << 8 | Math.round(255 * Math.clamp(value, 0f, 1f));
    }
    return colour;
  }
}
