package capstan.capsnet.data;

import java.util.Arrays;

/**
 * The pixels of images of one size, without labels: unsigned bytes {@code [count, height, width,
 * channels]}, whose extents and count are checked by whoever has them. An image may be the middle
 * of a larger one, of which a move shows what lies around.
 *
 * @param height rows of an image
 * @param width columns of an image
 * @param storedHeight rows of what is stored
 * @param storedWidth columns of what is stored
 * @param channels values per pixel
 * @param values of all that is stored, as they are; whoever made the array may not keep it
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record ImagePixels(
    int height, int width, int storedHeight, int storedWidth, int channels, byte... values) {

  ImagePixels(int height, int width, int channels, byte... values) {
    this(height, width, height, width, channels, values);
  }

  /** {@link ImageSet#cropped}. */
  ImagePixels cropped(int toHeight, int toWidth) {
    if (toHeight < 1 || toWidth < 1 || toHeight > storedHeight || toWidth > storedWidth) {
      throw new IllegalArgumentException(
          "no middle of %dx%d in images of %dx%d"
              .formatted(toHeight, toWidth, storedHeight, storedWidth));
    }
    return new ImagePixels(toHeight, toWidth, storedHeight, storedWidth, channels, values);
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
    long needed = (long) count * storedHeight * storedWidth * channels;
    if (values.length != needed) {
      throw new IllegalArgumentException(
          "%d images of %s need %d bytes, found %d"
              .formatted(count, extents(), needed, values.length));
    }
  }

  private ImagePixels alike(byte... others) {
    return new ImagePixels(height, width, storedHeight, storedWidth, channels, others);
  }

  private int storedSize() {
    return storedHeight * storedWidth * channels;
  }

  /** The first stored row of an image. */
  private int top() {
    return (storedHeight - height) / 2;
  }

  /** The first stored column of an image. */
  private int left() {
    return (storedWidth - width) / 2;
  }

  /** Where a row of an image is, from the first stored column on. */
  private int row(int image, int y) {
    return (image * storedHeight + top() + y) * storedWidth * channels;
  }

  /** One value, 0 to 255. */
  int pixel(int image, int y, int x, int channel) {
    return Byte.toUnsignedInt(values[row(image, y) + (left() + x) * channels + channel]);
  }

  /** The bytes of one image, copied. */
  byte[] image(int image) {
    byte[] copied = new byte[imageSize()];
    int row = width * channels;
    for (int y = 0; y < height; y++) {
      System.arraycopy(values, row(image, y) + left() * channels, copied, y * row, row);
    }
    return copied;
  }

  /** Consecutive images, copied. */
  ImagePixels range(int from, int length) {
    return alike(Arrays.copyOfRange(values, from * storedSize(), (from + length) * storedSize()));
  }

  /** The images at the given places, copied, in the order given. */
  ImagePixels select(int... places) {
    byte[] part = new byte[Math.multiplyExact(places.length, storedSize())];
    for (int i = 0; i < places.length; i++) {
      System.arraycopy(values, places[i] * storedSize(), part, i * storedSize(), storedSize());
    }
    return alike(part);
  }

  /** Copies with rows and columns exchanged. */
  ImagePixels transposed() {
    byte[] turned = values.clone();
    transpose(turned, storedHeight, storedWidth, channels);
    return new ImagePixels(width, height, storedWidth, storedHeight, channels, turned);
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
    int left = left();
    int from = Math.clamp((long) right - left, 0, width) * channels;
    int to = Math.clamp((long) storedWidth - left + right, 0, width) * channels;
    for (int y = 0; y < height; y++) {
      int start = offset + y * row;
      int sourceRow = top() + y - down;
      if (sourceRow < 0 || sourceRow >= storedHeight || from >= to) {
        Arrays.fill(into, start, start + row, 0f);
        continue;
      }
      int source = row(image, y - down) + (left - right) * channels;
      Arrays.fill(into, start, start + from, 0f);
      for (int x = from; x < to; x++) {
        into[start + x] = (values[source + x] & 0xff) / 255f;
      }
      Arrays.fill(into, start + to, start + row, 0f);
    }
  }
}
