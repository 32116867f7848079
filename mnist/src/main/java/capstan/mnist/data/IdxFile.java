package capstan.mnist.data;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.zip.ZipException;
import org.eclipse.collections.api.list.primitive.ImmutableIntList;
import org.eclipse.collections.impl.factory.primitive.IntLists;

/**
 * A file in MNIST's own format: two zero bytes, the element type (8, unsigned byte), the number of
 * dimensions, each dimension as four bytes, most significant first, then the elements. It may be
 * gzipped, which its content says and not its name.
 *
 * <p>A file is read only if it is right to the last byte, and memory is claimed only for what the
 * file can really hold.
 */
public final class IdxFile {
  private static final int UNSIGNED_BYTE = 0x08;
  private static final int LABEL_DIMENSIONS = 1;
  private static final int IMAGE_DIMENSIONS = 3;

  /** Deflate's best case: one byte may stand for at most this many. */
  private static final long HIGHEST_COMPRESSION = 1032;

  /** What is read of content that should not be there, in search of the end. */
  private static final long LONGEST_TAIL = 1L << 26;

  private static final int LONGEST_ARRAY = Integer.MAX_VALUE - 8;

  private final Path file;
  private final ImmutableIntList extents;
  private final byte[] elements;

  private IdxFile(Path file, ImmutableIntList extents, byte[] elements) {
    this.file = file;
    this.extents = extents;
    this.elements = elements;
  }

  /**
   * Reads images and their labels, and counts the classes: labels run from 0 or 1 without a gap,
   * and the largest is one below the number of classes.
   *
   * @param imageFile three dimensions: count, height, width
   * @param labelFile one dimension: count
   * @param origin where the images come from, for reports
   * @throws InvalidDataException if either file is not exactly what it should be or they disagree
   * @throws IOException if reading fails
   */
  public static ImageSet read(Path imageFile, Path labelFile, String origin) throws IOException {
    return read(imageFile, labelFile, OptionalInt.empty(), origin);
  }

  /**
   * Reads images and their labels.
   *
   * @param imageFile three dimensions: count, height, width
   * @param labelFile one dimension: count
   * @param classes number of classes; every label must be below it
   * @param origin where the images come from, for reports
   * @throws InvalidDataException if either file is not exactly what it should be or they disagree
   * @throws IOException if reading fails
   */
  public static ImageSet read(Path imageFile, Path labelFile, int classes, String origin)
      throws IOException {
    return read(imageFile, labelFile, OptionalInt.of(classes), origin);
  }

  /** Counts the classes if it is not told how many there are. */
  static ImageSet read(Path imageFile, Path labelFile, OptionalInt told, String origin)
      throws IOException {
    IdxFile images = readElements(imageFile, IMAGE_DIMENSIONS);
    IdxFile labels = readElements(labelFile, LABEL_DIMENSIONS);
    if (images.extents.get(0) != labels.extents.get(0)) {
      throw new InvalidDataException(
          labelFile,
          labels.extents.get(0) + " labels",
          images.extents.get(0) + ", one for each image in " + imageFile);
    }
    if (told.isPresent()) {
      labels.checkLabels(told.getAsInt());
    }
    int classes = told.isPresent() ? told.getAsInt() : ClassCount.of(labelFile, labels.elements);
    return ImageSet.owning(
        origin,
        images.extents.get(1),
        images.extents.get(2),
        1,
        classes,
        images.elements,
        labels.elements);
  }

  private void checkLabels(int classes) throws InvalidDataException {
    for (int i = 0; i < elements.length; i++) {
      if ((elements[i] & 0xff) >= classes) {
        throw new InvalidDataException(
            file,
            "label " + (elements[i] & 0xff) + " at index " + i,
            "0 to " + (classes - 1) + "; --classes sets how many classes there are");
      }
    }
  }

  private static IdxFile readElements(Path file, int dimensions) throws IOException {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new InvalidDataException(
          file,
          Files.isDirectory(file) ? "a folder" : "a device or pipe",
          "an IDX file of " + contents(dimensions));
    }
    try (InputStream raw = Files.newInputStream(file)) {
      BufferedInputStream buffered = new BufferedInputStream(raw);
      long size = Files.size(file);
      buffered.mark(2);
      boolean gzipped = buffered.read() == 0x1f && buffered.read() == 0x8b;
      buffered.reset();
      if (!gzipped) {
        return readElements(file, dimensions, buffered, size, false);
      }
      try (GzipStream inflated = new GzipStream(buffered)) {
        return readElements(file, dimensions, inflated, size, true);
      }
    } catch (NoSuchFileException e) {
      throw new InvalidDataException(
          file, "no such file", "an IDX file of " + contents(dimensions));
    } catch (AccessDeniedException e) {
      throw new InvalidDataException(file, "no permission to read it", contents(dimensions));
    } catch (EOFException | ZipException e) {
      throw new InvalidDataException(
          file, e.getMessage(), "one whole gzip member holding IDX " + contents(dimensions));
    }
  }

  private static IdxFile readElements(
      Path file, int dimensions, InputStream in, long size, boolean gzipped) throws IOException {
    checkMagic(file, in.readNBytes(4), dimensions);
    byte[] header = in.readNBytes(4 * dimensions);
    if (header.length < 4 * dimensions) {
      throw new InvalidDataException(
          file, "a header of " + (4 + header.length) + " bytes", (4 + 4 * dimensions) + " bytes");
    }
    int[] extents = new int[dimensions];
    long length = 1;
    for (int dimension = 0; dimension < dimensions; dimension++) {
      extents[dimension] = ByteBuffer.wrap(header).getInt(4 * dimension);
      if (extents[dimension] < 1) {
        throw new InvalidDataException(
            file,
            "dimension %d of %d".formatted(dimension, Integer.toUnsignedLong(extents[dimension])),
            "1 to 2147483647");
      }
      // Checked at each factor: the product of all three could overflow even a long.
      length *= extents[dimension];
      if (length > LONGEST_ARRAY) {
        throw new InvalidDataException(
            file, "dimensions that multiply to more", "at most " + LONGEST_ARRAY + " elements");
      }
    }
    long headerSize = 4L + 4L * dimensions;
    if (gzipped ? length / HIGHEST_COMPRESSION > size : size - headerSize < length) {
      String found = gzipped ? size + " bytes of gzip" : (size - headerSize) + " bytes";
      throw new InvalidDataException(
          file, "truncated: " + found, length + " bytes after the header, as it says");
    }
    checkMemory(file, length);
    byte[] elements = new byte[(int) length];
    int read = in.readNBytes(elements, 0, elements.length);
    if (read < length) {
      throw new InvalidDataException(
          file, "truncated: " + read + " bytes", length + " bytes after the header, as it says");
    }
    if (in.read() >= 0) {
      // Damaged gzip may inflate to too much: its checksum, at the end, would tell.
      if (gzipped) {
        drain(in);
      }
      throw new InvalidDataException(
          file, "trailing bytes", length + " bytes after the header, as it says");
    }
    return new IdxFile(file, IntLists.immutable.of(extents), elements);
  }

  private static void drain(InputStream in) throws IOException {
    byte[] buffer = new byte[1 << 16];
    for (long left = LONGEST_TAIL; left > 0; ) {
      int read = in.read(buffer);
      if (read < 0) {
        return;
      }
      left -= read;
    }
  }

  private static void checkMagic(Path file, byte[] magic, int dimensions)
      throws InvalidDataException {
    int expected = UNSIGNED_BYTE << 8 | dimensions;
    if (magic.length < 4) {
      throw new InvalidDataException(
          file, magic.length + " bytes", "an IDX file of " + contents(dimensions));
    }
    int found = ByteBuffer.wrap(magic).getInt();
    if (found != expected) {
      String what =
          found >>> 8 == UNSIGNED_BYTE && contents(found & 0xff).length() > 0
              ? " (" + contents(found & 0xff) + ")"
              : "";
      throw new InvalidDataException(
          file,
          "first bytes 0x%08x%s".formatted(found, what),
          "0x%08x (IDX %s)".formatted(expected, contents(dimensions)));
    }
  }

  private static void checkMemory(Path file, long length) throws InvalidDataException {
    long most = Runtime.getRuntime().maxMemory() / 2;
    if (length > most) {
      throw new InvalidDataException(
          file,
          "%,d bytes of elements".formatted(length),
          "at most %,d, half of the Java heap (-Xmx)".formatted(most));
    }
  }

  private static String contents(int dimensions) {
    return switch (dimensions) {
      case LABEL_DIMENSIONS -> "labels";
      case IMAGE_DIMENSIONS -> "images";
      default -> "";
    };
  }
}
