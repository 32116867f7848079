package capstan.capsnet.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.zip.Checksum;

/**
 * Labelled images of one size, unchanging: unsigned bytes {@code [count, height, width, channels]}
 * and one label an image.
 */
public final class ImageSet {
  /** The most classes: enough for any alphabet, and for tables with a row for each class. */
  public static final int MOST_CLASSES = 10_000;

  private final String origin;
  private final int height;
  private final int width;
  private final int channels;
  private final List<String> classNames;
  private final byte[] pixels;
  private final int[] labels;

  /** To what size the pictures were brought that these images are; empty if to none. */
  private final Optional<Resizing> resizing;

  /** Takes the arrays as they are; the caller may not keep them. */
  private ImageSet(
      String origin,
      int height,
      int width,
      int channels,
      List<String> classNames,
      byte[] pixels,
      int[] labels,
      Optional<Resizing> resizing) {
    int classes = classNames.size();
    if (height < 1 || width < 1 || channels < 1 || classes < 1 || classes > MOST_CLASSES) {
      throw new IllegalArgumentException(
          "images of %dx%dx%d in %d classes: every extent must be positive, classes at most %d"
              .formatted(height, width, channels, classes, MOST_CLASSES));
    }
    long needed = (long) labels.length * height * width * channels;
    if (pixels.length != needed) {
      throw new IllegalArgumentException(
          "%d images of %dx%dx%d need %d bytes, found %d"
              .formatted(labels.length, height, width, channels, needed, pixels.length));
    }
    for (int image = 0; image < labels.length; image++) {
      if (labels[image] < 0 || labels[image] >= classes) {
        throw new IllegalArgumentException(
            "label of image %d is %d, expected 0 to %d"
                .formatted(image, labels[image], classes - 1));
      }
    }
    this.origin = origin;
    this.height = height;
    this.width = width;
    this.channels = channels;
    this.classNames = List.copyOf(classNames);
    this.pixels = pixels;
    this.labels = labels;
    this.resizing = resizing;
  }

  /** What its pixels and labels take in memory. */
  public long bytes() {
    return pixels.length + (long) Integer.BYTES * labels.length;
  }

  /**
   * A set over copies of the given bytes.
   *
   * @param origin where the images come from, for reports
   * @param height rows of an image
   * @param width columns of an image
   * @param channels values per pixel: 1 for grey, 3 for colour
   * @param classes number of classes, at most {@link #MOST_CLASSES}
   * @param pixels unsigned, {@code [count, height, width, channels]}
   * @param labels unsigned, each below {@code classes}
   * @throws IllegalArgumentException if the counts do not match or a label is out of range
   */
  public static ImageSet copyOf(
      String origin,
      int height,
      int width,
      int channels,
      int classes,
      byte[] pixels,
      byte[] labels) {
    return owning(origin, height, width, channels, classes, pixels.clone(), labels);
  }

  /**
   * As {@link #copyOf} without the copy, which for half a million images matters: the caller gives
   * its arrays away and must not write to them again.
   *
   * @param origin where the images come from, for reports
   * @param height rows of an image
   * @param width columns of an image
   * @param channels values per pixel: 1 for grey, 3 for colour
   * @param classes number of classes, at most {@link #MOST_CLASSES}
   * @param pixels unsigned, {@code [count, height, width, channels]}
   * @param labels unsigned, each below {@code classes}
   * @throws IllegalArgumentException if the counts do not match or a label is out of range
   */
  public static ImageSet owning(
      String origin,
      int height,
      int width,
      int channels,
      int classes,
      byte[] pixels,
      byte[] labels) {
    int[] unsigned = new int[labels.length];
    for (int image = 0; image < labels.length; image++) {
      unsigned[image] = Byte.toUnsignedInt(labels[image]);
    }
    return owning(origin, height, width, channels, classes, pixels, unsigned);
  }

  /**
   * The same for any number of classes.
   *
   * @param origin where the images come from, for reports
   * @param height rows of an image
   * @param width columns of an image
   * @param channels values per pixel: 1 for grey, 3 for colour
   * @param classes number of classes, at most {@link #MOST_CLASSES}
   * @param pixels unsigned, {@code [count, height, width, channels]}
   * @param labels each below {@code classes}
   * @throws IllegalArgumentException if the counts do not match or a label is out of range
   */
  public static ImageSet owning(
      String origin,
      int height,
      int width,
      int channels,
      int classes,
      byte[] pixels,
      int[] labels) {
    return new ImageSet(
        origin, height, width, channels, numbersOf(classes), pixels, labels, Optional.empty());
  }

  /**
   * What classes without names are called: 0, 1, 2, …
   *
   * @param classes how many
   */
  public static List<String> numbersOf(int classes) {
    return IntStream.range(0, classes).mapToObj(String::valueOf).toList();
  }

  /** Other images of the same size and classes, whose arrays are given away. */
  private ImageSet alike(byte[] otherPixels, int[] otherLabels) {
    return new ImageSet(
        origin, height, width, channels, classNames, otherPixels, otherLabels, resizing);
  }

  /** Draws the images of another set. */
  @FunctionalInterface
  public interface Painter {
    /**
     * Draws one image.
     *
     * @param image its index
     * @param into where to, {@code [height, width, channels]}, unsigned
     * @param offset index of the first byte
     */
    void paint(int image, byte[] into, int offset);
  }

  /**
   * As many images of the same classes, drawn anew.
   *
   * @param height rows of each
   * @param width columns of each
   * @param painter draws them
   */
  public ImageSet redrawn(int height, int width, Painter painter) {
    int size = Math.multiplyExact(Math.multiplyExact(height, width), channels);
    byte[] drawn = new byte[Math.multiplyExact(count(), size)];
    for (int image = 0; image < count(); image++) {
      painter.paint(image, drawn, image * size);
    }
    return new ImageSet(origin, height, width, channels, classNames, drawn, labels, resizing);
  }

  /** Where the images come from, in words for reports. */
  public String origin() {
    return origin;
  }

  /**
   * The same images, which are not copied.
   *
   * @param other where they come from, for reports
   */
  public ImageSet withOrigin(String other) {
    return new ImageSet(other, height, width, channels, classNames, pixels, labels, resizing);
  }

  /** Copies of the images with rows and columns exchanged. */
  public ImageSet transposed() {
    byte[] turned = pixels.clone();
    transpose(turned, height, width, channels);
    return new ImageSet(origin, width, height, channels, classNames, turned, labels, resizing);
  }

  /**
   * Exchanges rows and columns of images, in place.
   *
   * @param pixels {@code [count, height, width, channels]}
   * @param height rows before
   * @param width columns before
   * @param channels values per pixel
   */
  public static void transpose(byte[] pixels, int height, int width, int channels) {
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

  /**
   * The same images, which are not copied, with names for the first classes.
   *
   * @param names of classes from 0 on; those without one keep their number
   */
  public ImageSet withClassNames(List<String> names) {
    List<String> all = new ArrayList<>(names);
    all.addAll(classNames.subList(names.size(), classes()));
    return new ImageSet(origin, height, width, channels, all, pixels, labels, resizing);
  }

  /**
   * The same images, which are not copied.
   *
   * @param size to which their pictures were brought
   */
  public ImageSet withResizing(Optional<Resizing> size) {
    return new ImageSet(origin, height, width, channels, classNames, pixels, labels, size);
  }

  /** To what size the pictures were brought that these images are; empty if to none. */
  public Optional<Resizing> resizing() {
    return resizing;
  }

  /**
   * The same images, which are not copied, under other classes.
   *
   * @param names of all classes
   * @param labelOf of each class there is now, its label among those; any number for one that has
   *     no images
   */
  public ImageSet relabelled(List<String> names, int... labelOf) {
    int[] others = Arrays.stream(labels).map(label -> labelOf[label]).toArray();
    return new ImageSet(origin, height, width, channels, names, pixels, others, resizing);
  }

  /** Number of images. */
  public int count() {
    return labels.length;
  }

  /** Adds all images and labels to a checksum. */
  public void addTo(Checksum checksum) {
    for (int image = 0; image < count(); image++) {
      checksum.update(image(image));
      // Its lowest byte, and the other where classes have more.
      checksum.update(label(image));
      if (classes() > 256) {
        checksum.update(label(image) >> 8);
      }
    }
  }

  /** Rows of an image. */
  public int height() {
    return height;
  }

  /** Columns of an image. */
  public int width() {
    return width;
  }

  /** Values per pixel. */
  public int channels() {
    return channels;
  }

  /** Number of classes; labels run from 0 to one below it. */
  public int classes() {
    return classNames.size();
  }

  /** What the classes are called, by label: their numbers unless the data names them. */
  public List<String> classNames() {
    return classNames;
  }

  /** Bytes per image: height · width · channels. */
  public int imageSize() {
    return height * width * channels;
  }

  /**
   * The class of an image.
   *
   * @param image its index
   */
  public int label(int image) {
    return labels[image];
  }

  /**
   * One pixel value, 0 to 255.
   *
   * @param image index of the image
   * @param y row
   * @param x column
   * @param channel which of the pixel's values
   */
  public int pixel(int image, int y, int x, int channel) {
    return Byte.toUnsignedInt(pixels[((image * height + y) * width + x) * channels + channel]);
  }

  /**
   * The bytes of one image, copied: {@code [height, width, channels]}.
   *
   * @param image its index
   */
  public byte[] image(int image) {
    return Arrays.copyOfRange(pixels, image * imageSize(), (image + 1) * imageSize());
  }

  /**
   * Writes one image as floats in 0 to 1, {@code [height, width, channels]}.
   *
   * @param image its index
   * @param into where to
   * @param offset index of the first float
   */
  public void copyImage(int image, float[] into, int offset) {
    copyShifted(image, 0, 0, into, offset);
  }

  /**
   * Writes one image as floats in 0 to 1, moved over its own frame: what leaves is lost, what comes
   * in is zero.
   *
   * @param image its index
   * @param down rows to move down, negative for up
   * @param right columns to move right, negative for left
   * @param into where to
   * @param offset index of the first float
   */
  public void copyShifted(int image, int down, int right, float[] into, int offset) {
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
        into[start + x] = (pixels[source + x] & 0xff) / 255f;
      }
      Arrays.fill(into, start + to, start + row, 0f);
    }
  }

  /**
   * The first images.
   *
   * @param limit how many; all of them if there are fewer
   */
  public ImageSet first(int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("limit must be at least 1, found " + limit);
    }
    return limit >= count() ? this : range(0, limit);
  }

  /**
   * Consecutive images.
   *
   * @param from index of the first
   * @param length how many
   * @throws IndexOutOfBoundsException if they are not all there
   */
  public ImageSet range(int from, int length) {
    java.util.Objects.checkFromIndexSize(from, length, count());
    byte[] partPixels =
        Arrays.copyOfRange(pixels, from * imageSize(), (from + length) * imageSize());
    int[] partLabels = Arrays.copyOfRange(labels, from, from + length);
    return alike(partPixels, partLabels);
  }

  /**
   * The images at the given places, in the order given.
   *
   * @param places indices of images
   */
  public ImageSet select(int... places) {
    byte[] partPixels = new byte[Math.multiplyExact(places.length, imageSize())];
    int[] partLabels = new int[places.length];
    for (int i = 0; i < places.length; i++) {
      System.arraycopy(pixels, places[i] * imageSize(), partPixels, i * imageSize(), imageSize());
      partLabels[i] = labels[places[i]];
    }
    return alike(partPixels, partLabels);
  }

  /** Count, size and origin. */
  @Override
  public String toString() {
    return "%d images %dx%dx%d in %d classes from %s"
        .formatted(count(), height, width, channels, classes(), origin);
  }
}
