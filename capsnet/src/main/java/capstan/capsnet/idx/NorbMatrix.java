package capstan.capsnet.idx;

import capstan.capsnet.data.InvalidDataException;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.ZipException;

/**
 * An array in the binary format of NORB (LeCun, Huang and Bottou, 2004), which is read from its
 * file piece by piece: a magic number that says what the elements are, the number of dimensions,
 * the dimensions, of which at least three are written, then the elements; all numbers
 * little-endian. The file may be gzipped, which its content says and not its name.
 */
public final class NorbMatrix implements Closeable {
  private static final int LEAST_WRITTEN = 3;
  private static final int MOST_DIMENSIONS = 8;
  private static final double MOST_BYTES = 1L << 40;

  /** Deflate's best case: one byte may stand for at most this many. */
  private static final long HIGHEST_COMPRESSION = 1032;

  private final Path file;
  private final Contents contents;
  private final InputStream in;
  private final int[] extents;

  /** What a file is to hold. */
  public enum Contents {
    /** Pairs of images: bytes [count, 2, height, width]. */
    IMAGES(0x1e3d4c55, "a byte matrix", 4, 1),
    /** Their categories: integers of four bytes [count]. */
    CATEGORIES(0x1e3d4c54, "an integer matrix", 1, Integer.BYTES);

    private final int magic;
    private final String words;
    private final int dimensions;
    private final int bytes;

    Contents(int magic, String words, int dimensions, int bytes) {
      this.magic = magic;
      this.words = words;
      this.dimensions = dimensions;
      this.bytes = bytes;
    }
  }

  private NorbMatrix(Path file, Contents contents, InputStream in, long size, boolean gzipped)
      throws IOException {
    this.file = file;
    this.contents = contents;
    this.in = in;
    byte[] magic = in.readNBytes(Integer.BYTES);
    if (magic.length < Integer.BYTES || little(magic).getInt() != contents.magic) {
      throw new InvalidDataException(
          file,
          magic.length < Integer.BYTES
              ? magic.length + " bytes"
              : "magic number 0x%08x".formatted(little(magic).getInt())
                  + FileKind.words(magic).map(words -> " (" + words + ")").orElse(""),
          "0x%08x (%s of NORB)".formatted(contents.magic, contents.words));
    }
    int dimensions = little(header(1)).getInt();
    if (dimensions != contents.dimensions) {
      String more =
          dimensions > MOST_DIMENSIONS || dimensions < 1 ? "" : ": " + words(extents(dimensions));
      throw new InvalidDataException(file, dimensions + " dimensions" + more, expected());
    }
    extents = extents(dimensions);
    // As a floating-point number: the product of all could overflow even a long.
    double product =
        Arrays.stream(extents).asDoubleStream().reduce(contents.bytes, (a, b) -> a * b);
    boolean positive = Arrays.stream(extents).allMatch(extent -> extent > 0);
    if (!positive || product > MOST_BYTES || (dimensions > 1 && extents[1] != 2)) {
      throw new InvalidDataException(file, "dimensions " + words(extents), expected());
    }
    long length = bytes();
    long held =
        gzipped
            ? size * HIGHEST_COMPRESSION
            : size - 8 - (long) Integer.BYTES * Math.max(LEAST_WRITTEN, dimensions);
    if (held < length) {
      throw truncated(gzipped ? size + " bytes of gzip" : held + " bytes after the header", length);
    }
  }

  private static ByteBuffer little(byte... bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private byte[] header(int numbers) throws IOException {
    byte[] read = in.readNBytes(numbers * Integer.BYTES);
    if (read.length < numbers * Integer.BYTES) {
      throw new InvalidDataException(
          file, "a header that ends early", "the number of dimensions and at least three of them");
    }
    return read;
  }

  private int[] extents(int dimensions) throws IOException {
    int[] found = new int[dimensions];
    little(header(Math.max(LEAST_WRITTEN, dimensions))).asIntBuffer().get(found);
    return found;
  }

  private static String words(int... extents) {
    return String.join("x", Arrays.stream(extents).mapToObj(Integer::toUnsignedString).toList());
  }

  private String expected() {
    return contents == Contents.IMAGES
        ? "4 dimensions: how many, 2 images of each, rows, columns"
        : "1 dimension: how many";
  }

  private InvalidDataException truncated(String found, long length) {
    return new InvalidDataException(
        file,
        "truncated: " + found,
        "%d bytes after the header, as its dimensions %s say".formatted(length, words(extents)));
  }

  /**
   * Opens a file and reads its header.
   *
   * @param file a path
   * @param contents what it is to hold
   * @throws InvalidDataException if it holds something else, or less than its header says
   * @throws IOException if reading fails
   */
  public static NorbMatrix open(Path file, Contents contents) throws IOException {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new InvalidDataException(
          file, Files.isDirectory(file) ? "a folder" : "a device or pipe", "a file of NORB");
    }
    InputStream raw = new BufferedInputStream(Files.newInputStream(file));
    try {
      raw.mark(2);
      boolean gzipped = raw.read() == 0x1f && raw.read() == 0x8b;
      raw.reset();
      InputStream in = gzipped ? new GzipStream(raw) : raw;
      return new NorbMatrix(file, contents, in, Files.size(file), gzipped);
    } catch (EOFException | ZipException damaged) {
      raw.close();
      throw noGzip(file, damaged);
    } catch (IOException wrong) {
      raw.close();
      throw wrong;
    }
  }

  private static InvalidDataException noGzip(Path file, IOException damaged) {
    return new InvalidDataException(file, damaged.getMessage(), "a whole gzip file");
  }

  /** The dimensions, each at least 1. */
  public List<Integer> extents() {
    return Arrays.stream(extents).boxed().toList();
  }

  /**
   * Reads the next elements.
   *
   * @param into overwritten up to the length
   * @param length bytes to read
   * @throws InvalidDataException if the file ends before
   */
  public void read(byte[] into, int length) throws IOException {
    try {
      int read = in.readNBytes(into, 0, length);
      if (read < length) {
        throw truncated("it ends %d bytes early".formatted(length - read), bytes());
      }
    } catch (EOFException | ZipException damaged) {
      throw noGzip(file, damaged);
    }
  }

  private long bytes() {
    return Arrays.stream(extents).asLongStream().reduce(contents.bytes, (a, b) -> a * b);
  }

  /**
   * Reads all elements of integers.
   *
   * @throws InvalidDataException if the file ends before
   */
  public int[] readIntegers() throws IOException {
    if (bytes() > Integer.MAX_VALUE - 8) {
      throw new InvalidDataException(file, "dimensions " + words(extents), "at most 500 million");
    }
    byte[] bytes = new byte[(int) bytes()];
    read(bytes, bytes.length);
    int[] integers = new int[extents[0]];
    little(bytes).asIntBuffer().get(integers);
    return integers;
  }

  /**
   * Checks that all was read, which of a gzipped file is where its checksum stands.
   *
   * @throws InvalidDataException if there is more
   */
  public void requireEnd() throws IOException {
    try {
      if (in.read() >= 0) {
        throw new InvalidDataException(
            file, "bytes after the last element", bytes() + " after the header");
      }
    } catch (EOFException | ZipException damaged) {
      throw noGzip(file, damaged);
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
