package capstan.capsnet.idx;

import capstan.capsnet.data.InvalidDataException;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.ZipException;

/**
 * The array that an IDX file holds: two zero bytes, the element type, the number of dimensions,
 * each dimension as four bytes, most significant first, then the elements. The file may be gzipped,
 * which its content says and not its name.
 *
 * <p>A file is read only if it is right to the last byte, and memory is claimed only for what the
 * file can really hold.
 *
 * @param file where it was read
 * @param type of the elements
 * @param extents of the dimensions, each at least 1
 * @param elements as they lie in the file
 */
record IdxArray(Path file, IdxType type, List<Integer> extents, ByteBuffer elements) {
  /** Deflate's best case: one byte may stand for at most this many. */
  private static final long HIGHEST_COMPRESSION = 1032;

  /** What is read of content that should not be there, in search of the end. */
  private static final long LONGEST_TAIL = 1L << 26;

  /** As many bytes as tell what a file is. */
  private static final int LOOKED_AT = 1 << 10;

  private static final Pattern TEXT = Pattern.compile("[\\t\\r\\n -~\\xa0-\\xff]+");

  private static final int LONGEST_ARRAY = Integer.MAX_VALUE - 8;

  /** What a file is expected to hold. */
  enum Contents {
    IMAGES("images", 3),
    LABELS("labels", 1);

    private final String words;
    private final int usualDimensions;

    Contents(String words, int usualDimensions) {
      this.words = words;
      this.usualDimensions = usualDimensions;
    }

    /** The first bytes of most files of this kind. */
    private String usual() {
      return "0x%08x (IDX %s)"
          .formatted(IdxType.UNSIGNED_BYTE.code() << 8 | usualDimensions, words);
    }
  }

  /**
   * Reads a file.
   *
   * @param file a path
   * @param contents what it should hold, for messages
   * @throws InvalidDataException if it is not exactly what it should be
   * @throws IOException if reading fails
   */
  static IdxArray read(Path file, Contents contents) throws IOException {
    String expected = "an IDX file of " + contents.words;
    Optional<String> brokenLink = BrokenLink.of(file);
    if (brokenLink.isPresent()) {
      throw new InvalidDataException(file, brokenLink.get(), expected);
    }
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new InvalidDataException(
          file, Files.isDirectory(file) ? "a folder" : "a device or pipe", expected);
    }
    try (InputStream raw = Files.newInputStream(file)) {
      BufferedInputStream buffered = new BufferedInputStream(raw);
      long size = Files.size(file);
      buffered.mark(2);
      boolean gzipped = buffered.read() == 0x1f && buffered.read() == 0x8b;
      buffered.reset();
      if (!gzipped) {
        return new Reading(file, contents, buffered, size, false).run();
      }
      try (GzipStream inflated = new GzipStream(buffered)) {
        return new Reading(file, contents, inflated, size, true).run();
      }
    } catch (NoSuchFileException e) {
      throw new InvalidDataException(file, "no such file", expected);
    } catch (AccessDeniedException e) {
      throw new InvalidDataException(file, "no permission to read it", expected);
    } catch (EOFException | ZipException e) {
      throw new InvalidDataException(
          file, e.getMessage(), "a whole gzip file holding IDX " + contents.words);
    }
  }

  /** The dimensions, written as a product. */
  String shape() {
    return shape(extents);
  }

  private static String shape(List<Integer> extents) {
    return extents.stream().map(String::valueOf).collect(Collectors.joining("x"));
  }

  /** Number of elements. */
  int length() {
    return elements.capacity() / type.bytes();
  }

  /**
   * One element.
   *
   * @param index which, counted through all dimensions
   */
  double element(int index) {
    return type.element(elements, index);
  }

  /** A file that is being read. */
  private record Reading(Path file, Contents contents, InputStream in, long size, boolean gzipped) {

    IdxArray run() throws IOException {
      byte[] magic = in.readNBytes(4);
      Optional<IdxType> type = magic.length < 4 ? Optional.empty() : IdxType.of(magic[2]);
      if (type.isEmpty() || magic[0] != 0 || magic[1] != 0) {
        throw noIdx(magic);
      }
      int dimensions = Byte.toUnsignedInt(magic[3]);
      List<Integer> extents = extents(dimensions);
      // A file of labels where images belong, or the other way round, is recognized by its
      // dimensions.
      if (dimensions == 0
          || (contents == Contents.IMAGES && dimensions == 1)
          || (contents == Contents.LABELS && dimensions > 2)) {
        throw new InvalidDataException(
            file,
            "first bytes 0x%08x (%s)"
                .formatted(
                    ByteBuffer.wrap(magic).getInt(),
                    switch (dimensions) {
                      case 0 -> "no dimensions";
                      case 1 -> Contents.LABELS.words;
                      case 3 -> Contents.IMAGES.words;
                      default -> dimensions + " dimensions";
                    }),
            contents.usual());
      }
      return new IdxArray(
          file, type.get(), extents, ByteBuffer.wrap(elements(type.get(), extents)));
    }

    private InvalidDataException noIdx(byte[] magic) throws IOException {
      if (magic.length < 4) {
        return new InvalidDataException(
            file,
            magic.length + " bytes" + (magic.length == 0 ? " (an empty file)" : ""),
            "an IDX file of " + contents.words);
      }
      byte[] beginning = Arrays.copyOf(magic, LOOKED_AT);
      int read = 4 + in.readNBytes(beginning, 4, beginning.length - 4);
      Foreign foreign = foreign(Arrays.copyOf(beginning, read));
      return new InvalidDataException(
          file,
          "first bytes 0x%08x".formatted(ByteBuffer.wrap(magic).getInt())
              + (foreign.name.isEmpty() ? "" : " (" + foreign.name + ")"),
          contents.usual() + (foreign.remedy.isEmpty() ? "" : "; " + foreign.remedy));
    }

    private Foreign foreign(byte[] start) {
      if (start[0] > 0 && start[2] == 0 && start[3] == 0 && IdxType.of(start[1]).isPresent()) {
        return new Foreign(
            "a header of little-endian numbers",
            "write the header with the most significant byte first");
      }
      Optional<FileKind> kind = FileKind.of(start);
      if (kind.isPresent()) {
        return switch (kind.get()) {
          case GZIP -> new Foreign("gzip inside gzip", "unpack it once more with gunzip");
          case ZIP, BZIP2, XZ, ZSTANDARD, SEVEN_ZIP, RAR, TAR ->
              new Foreign(kind.get().words(), "unpack it");
          case WEB_PAGE, JSON -> new Foreign(kind.get().words(), "download the file itself");
          case LFS_POINTER -> new Foreign(kind.get().words(), "");
          default -> new Foreign(kind.get().words(), "write its numbers as IDX");
        };
      }
      String text = new String(start, StandardCharsets.ISO_8859_1);
      return TEXT.matcher(text).matches()
          ? new Foreign("a text", "download the file itself")
          : new Foreign(FileKind.words(start).orElse(""), "");
    }

    /** What a file is instead, and what to do about it; each may be empty. */
    private record Foreign(String name, String remedy) {}

    private List<Integer> extents(int dimensions) throws IOException {
      byte[] header = in.readNBytes(4 * dimensions);
      if (header.length < 4 * dimensions) {
        throw new InvalidDataException(
            file, "a header of " + (4 + header.length) + " bytes", (4 + 4 * dimensions) + " bytes");
      }
      int[] extents = new int[dimensions];
      ByteBuffer.wrap(header).asIntBuffer().get(extents);
      return Arrays.stream(extents).boxed().toList();
    }

    private byte[] elements(IdxType type, List<Integer> extents) throws IOException {
      long length = length(type, extents);
      long headerSize = 4L + 4L * extents.size();
      if (gzipped ? length / HIGHEST_COMPRESSION > size : size - headerSize < length) {
        throw tooShort(
            extents, gzipped ? size + " bytes of gzip" : (size - headerSize) + " bytes", length);
      }
      long most = Runtime.getRuntime().maxMemory() / 2;
      if (length > most) {
        throw new InvalidDataException(
            file,
            "%,d bytes of elements".formatted(length),
            "at most %,d, half of the Java heap (-Xmx)".formatted(most));
      }
      byte[] elements = new byte[(int) length];
      int read = in.readNBytes(elements, 0, elements.length);
      if (read < length) {
        throw tooShort(extents, read + " bytes", length);
      }
      if (in.read() >= 0) {
        // Damaged gzip may inflate to too much: its checksum, at the end, would tell.
        if (gzipped) {
          drain();
        }
        throw new InvalidDataException(
            file, "trailing bytes", length + " bytes after the header, as it says");
      }
      return elements;
    }

    /** Bytes of all elements. */
    private long length(IdxType type, List<Integer> extents) throws InvalidDataException {
      long length = type.bytes();
      for (int dimension = 0; dimension < extents.size(); dimension++) {
        if (extents.get(dimension) < 1) {
          throw new InvalidDataException(
              file,
              "dimension %d of %d"
                  .formatted(dimension, Integer.toUnsignedLong(extents.get(dimension))),
              "1 to 2147483647");
        }
        // Checked at each factor: the product of all could overflow even a long.
        length *= extents.get(dimension);
        if (length > LONGEST_ARRAY) {
          throw new InvalidDataException(
              file,
              "dimensions that multiply to more" + reversed(extents),
              "at most " + LONGEST_ARRAY + " bytes of elements");
        }
      }
      return length;
    }

    private InvalidDataException tooShort(List<Integer> extents, String found, long length) {
      return new InvalidDataException(
          file,
          "truncated: " + found + reversed(extents),
          length + " bytes after the header, as it says");
    }

    /** Says so if the dimensions make sense from the other end. */
    private String reversed(List<Integer> extents) {
      return extents.stream()
              .allMatch(extent -> Integer.reverseBytes(extent) > 0 && (extent & 0xff) == 0)
          ? " (as little-endian numbers the dimensions would be "
              + shape(extents.stream().map(Integer::reverseBytes).toList())
              + ": write them with the most significant byte first)"
          : "";
    }

    private void drain() throws IOException {
      byte[] buffer = new byte[1 << 16];
      for (long left = LONGEST_TAIL; left > 0; ) {
        int read = in.read(buffer);
        if (read < 0) {
          return;
        }
        left -= read;
      }
    }
  }
}
