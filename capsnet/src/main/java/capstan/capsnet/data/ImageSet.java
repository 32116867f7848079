package capstan.capsnet.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
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
  private final ImagePixels pixels;
  private final List<String> classNames;
  private final int[] labels;

  /** To what size the pictures were brought that these images are; empty if to none. */
  private final Optional<Resizing> resizing;

  /** Takes the arrays as they are; the caller may not keep them. */
  private ImageSet(
      String origin,
      ImagePixels pixels,
      List<String> classNames,
      int[] labels,
      Optional<Resizing> resizing) {
    int classes = classNames.size();
    if (!pixels.hasExtents() || classes < 1 || classes > MOST_CLASSES) {
      throw new IllegalArgumentException(
          "images of %s in %d classes: every extent must be positive, classes at most %d"
              .formatted(pixels.extents(), classes, MOST_CLASSES));
    }
    pixels.requireCount(labels.length);
    for (int image = 0; image < labels.length; image++) {
      if (labels[image] < 0 || labels[image] >= classes) {
        throw new IllegalArgumentException(
            "label of image %d is %d, expected 0 to %d"
                .formatted(image, labels[image], classes - 1));
      }
    }
    this.origin = origin;
    this.pixels = pixels;
    this.classNames = List.copyOf(classNames);
    this.labels = labels;
    this.resizing = resizing;
  }

  /** What its pixels and labels take in memory. */
  public long bytes() {
    return pixels.bytes() + (long) Integer.BYTES * labels.length;
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
        origin,
        new ImagePixels(height, width, channels, pixels),
        numbersOf(classes),
        labels,
        Optional.empty());
  }

  /**
   * What classes without names are called: 0, 1, 2, …
   *
   * @param classes how many
   */
  public static List<String> numbersOf(int classes) {
    return IntStream.range(0, classes).mapToObj(String::valueOf).toList();
  }

  /** Other images of the same classes, whose arrays are given away. */
  private ImageSet alike(ImagePixels otherPixels, int... otherLabels) {
    return new ImageSet(origin, otherPixels, classNames, otherLabels, resizing);
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
    int size = Math.multiplyExact(Math.multiplyExact(height, width), channels());
    byte[] drawn = new byte[Math.multiplyExact(count(), size)];
    for (int image = 0; image < count(); image++) {
      painter.paint(image, drawn, image * size);
    }
    return alike(new ImagePixels(height, width, channels(), drawn), labels);
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
    return new ImageSet(other, pixels, classNames, labels, resizing);
  }

  /**
   * The middles of the images, which are not copied. What lies around a middle comes in where it is
   * moved, so that moves by up to a margin's width are crops at random places.
   *
   * @param height rows of a middle
   * @param width its columns
   * @throws IllegalArgumentException if the images are smaller
   */
  public ImageSet cropped(int height, int width) {
    return alike(pixels.cropped(height, width), labels);
  }

  /** The same images with all that lies around them: those that {@link #cropped} was asked of. */
  public ImageSet whole() {
    return cropped(pixels.storedHeight(), pixels.storedWidth());
  }

  /** Copies of the images with rows and columns exchanged. */
  public ImageSet transposed() {
    return alike(pixels.transposed(), labels);
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
    ImagePixels.transpose(pixels, height, width, channels);
  }

  /**
   * The same images, which are not copied, with names for the first classes.
   *
   * @param names of classes from 0 on; those without one keep their number
   */
  public ImageSet withClassNames(List<String> names) {
    List<String> all = new ArrayList<>(names);
    all.addAll(classNames.subList(names.size(), classes()));
    return new ImageSet(origin, pixels, all, labels, resizing);
  }

  /**
   * The same images, which are not copied.
   *
   * @param size to which their pictures were brought
   */
  public ImageSet withResizing(Optional<Resizing> size) {
    return new ImageSet(origin, pixels, classNames, labels, size);
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
    return new ImageSet(origin, pixels, names, others, resizing);
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
    return pixels.height();
  }

  /** Columns of an image. */
  public int width() {
    return pixels.width();
  }

  /** Values per pixel. */
  public int channels() {
    return pixels.channels();
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
    return pixels.imageSize();
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
    return pixels.pixel(image, y, x, channel);
  }

  /**
   * The bytes of one image, copied: {@code [height, width, channels]}.
   *
   * @param image its index
   */
  public byte[] image(int image) {
    return pixels.image(image);
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
   * in is zero, or what lies around a middle.
   *
   * @param image its index
   * @param down rows to move down, negative for up
   * @param right columns to move right, negative for left
   * @param into where to
   * @param offset index of the first float
   */
  public void copyShifted(int image, int down, int right, float[] into, int offset) {
    pixels.copyShifted(image, down, right, into, offset);
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
    Objects.checkFromIndexSize(from, length, count());
    return alike(pixels.range(from, length), Arrays.copyOfRange(labels, from, from + length));
  }

  /**
   * The images at the given places, in the order given.
   *
   * @param places indices of images
   */
  public ImageSet select(int... places) {
    return alike(
        pixels.select(places), Arrays.stream(places).map(place -> labels[place]).toArray());
  }

  /** Count, size and origin. */
  @Override
  public String toString() {
    return "%d images %s in %d classes from %s"
        .formatted(count(), pixels.extents(), classes(), origin);
  }
}
