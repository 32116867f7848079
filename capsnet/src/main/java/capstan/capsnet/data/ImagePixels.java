package capstan.capsnet.data;

import java.util.Arrays;

/**
 * The pixels of images of one size, without labels: unsigned bytes {@code [count, height, width,
 * channels]}, whose extents and count are checked by whoever has them.
 */
final class ImagePixels {
  private final int height;
  private final int width;
  private final int channels;
  private final byte[] values;

  /** Takes the array as it is; the caller may not keep it. */
  ImagePixels(int height, int width, int channels, byte... values) {
    this.height = height;
    this.width = width;
    this.channels = channels;
    this.values = values;
  }

  int height() {
    return height;
  }

  int width() {
    return width;
  }

  int channels() {
    return channels;
  }

  int bytes() {
    return values.length;
  }

  int imageSize() {
    return height * width * channels;
  }

  /** Whether no extent is zero or less. */
  boolean hasExtents() {
    return height > 0 && width > 0 && channels > 0;
  }

  /** Those of an image, as in "28x28x1". */
  String extents() {
    return height + "x" + width + "x" + channels;
  }

  /**
   * Checks how many images these are.
   *
   * @throws IllegalArgumentException if there are more or fewer bytes
   */
  void requireCount(int count) {
    long needed = (long) count * height * width * channels;
    if (values.length != needed) {
      throw new IllegalArgumentException(
          "%d images of %s need %d bytes, found %d"
              .formatted(count, extents(), needed, values.length));
    }
  }

  private ImagePixels alike(byte... others) {
    return new ImagePixels(height, width, channels, others);
  }

  /** One value, 0 to 255. */
  int pixel(int image, int y, int x, int channel) {
    return Byte.toUnsignedInt(values[((image * height + y) * width + x) * channels + channel]);
  }

  /** The bytes of one image, copied. */
  byte[] image(int image) {
    return Arrays.copyOfRange(values, image * imageSize(), (image + 1) * imageSize());
  }

  /** Consecutive images, copied. */
  ImagePixels range(int from, int length) {
    return alike(Arrays.copyOfRange(values, from * imageSize(), (from + length) * imageSize()));
  }

  /** The images at the given places, copied, in the order given. */
  ImagePixels select(int... places) {
    byte[] part = new byte[Math.multiplyExact(places.length, imageSize())];
    for (int i = 0; i < places.length; i++) {
      System.arraycopy(values, places[i] * imageSize(), part, i * imageSize(), imageSize());
    }
    return alike(part);
  }

  /** Copies with rows and columns exchanged. */
  ImagePixels transposed() {
    byte[] turned = values.clone();
    transpose(turned, height, width, channels);
    return new ImagePixels(width, height, channels, turned);
  }

  /** {@link ImageSet#transpose}. */
  static void transpose(byte[] pixels, int height, int width, int channels) {
    byte[] image = new byte[height * width * channels];
    for (int start = 0; start < pixels.length; start += image.length) {
      System.arraycopy(pixels, start, image, 0, image.length);
      int to = start;
      for (int x = 0; x < width; x++) {
        for (int y = 0; y < height; y++) {
          System.arraycopy(image, (y * width + x) * channels, pixels, to, channels);
          to += channels;
        }
      }
    }
  }

  /** {@link ImageSet#copyShifted}. */
  void copyShifted(int image, int down, int right, float[] into, int offset) {
    int row = width * channels;
    int from = Math.clamp(right, 0, width) * channels;
    int to = Math.clamp(width + (long) right, 0, width) * channels;
    for (int y = 0; y < height; y++) {
      int start = offset + y * row;
      int sourceRow = y - down;
      if (sourceRow < 0 || sourceRow >= height || from >= to) {
        Arrays.fill(into, start, start + row, 0f);
        continue;
      }
      int source = (image * height + sourceRow) * row - right * channels;
      Arrays.fill(into, start, start + from, 0f);
      for (int x = from; x < to; x++) {
        into[start + x] = (values[source + x] & 0xff) / 255f;
      }
      Arrays.fill(into, start + to, start + row, 0f);
    }
  }
}
