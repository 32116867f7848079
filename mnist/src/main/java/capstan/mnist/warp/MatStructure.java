package capstan.mnist.warp;

import capstan.capsnet.data.InvalidDataException;
import capstan.capsnet.idx.FileKind;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/**
 * Reads numeric fields of one structure from a MATLAB file of version 5 to 7. Whatever else is in
 * the file is passed over without a look, so nothing nests; checksums of all compressed variables
 * are checked. Neither memory nor work goes beyond what the file's own size allows.
 */
final class MatStructure {
  private static final int HEADER = 128;
  private static final int MATRIX = 14;
  private static final int COMPRESSED = 15;
  private static final int STRUCTURE = 2;
  private static final int FIRST_NUMERIC = 6;
  private static final int LAST_NUMERIC = 15;
  private static final int COMPLEX = 0x800;

  /** Larger than all of affNIST's files; nothing of such a file takes longer than seconds. */
  private static final long MOST_INFLATED = 1L << 30;

  /** What one byte of a deflated stream can become at most. */
  private static final long MOST_PER_BYTE = 1032;

  private static final int MOST_VARIABLES = 10_000;
  private static final int MOST_FIELDS = 4096;
  private static final int LONGEST_NAME = 4096;

  private final String structure;
  private final Set<String> fields;
  private final Map<String, MatArray> found = new HashMap<>();
  private final List<String> variables = new ArrayList<>();
  private boolean read;

  private MatStructure(String structure, Set<String> fields) {
    this.structure = structure;
    this.fields = fields;
  }

  /**
   * Reads the fields.
   *
   * @param file the file
   * @param structure the variable's name, a structure of one element
   * @param fields names of two-dimensional fields of real numbers
   * @param expected what the file should be, for messages
   * @return all of the fields
   * @throws InvalidDataException if the file is another, damaged, or lacks one of them
   * @throws IOException if it cannot be opened
   */
  static Map<String, MatArray> read(
      Path file, String structure, Set<String> fields, String expected) throws IOException {
    Optional<FileKind> kind = FileKind.of(file);
    if (kind.isPresent() && kind.get() != FileKind.MATLAB_5) {
      throw new InvalidDataException(
          file,
          kind.get().words(),
          expected
              + " in a file of version 5 to 7"
              + (holdsVariables(kind.get()) ? ": save it again with save -v7" : ""));
    }
    MatStructure reader = new MatStructure(structure, fields);
    try (InputStream bytes = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      reader.readAll(bytes, Files.size(file));
    } catch (FileSystemException failure) {
      throw failure;
    } catch (IOException damaged) {
      throw new InvalidDataException(
          file, "a file that cannot be read (" + reason(damaged) + ")", expected);
    }
    if (!reader.read) {
      throw new InvalidDataException(
          file,
          reader.variables.isEmpty()
              ? "no variable"
              : "only " + String.join(", ", reader.variables.stream().limit(5).toList()),
          expected);
    }
    for (String field : fields) {
      if (!reader.found.containsKey(field)) {
        throw new InvalidDataException(
            file, "no " + field + " in " + structure, "an array of numbers of that name");
      }
    }
    return reader.found;
  }

  private static boolean holdsVariables(FileKind kind) {
    return switch (kind) {
      case MATLAB_7_3, MATLAB_4, HDF5, OCTAVE_TEXT, OCTAVE_BINARY -> true;
      default -> false;
    };
  }

  private static String reason(IOException damaged) {
    return damaged instanceof EOFException || damaged.getMessage() == null
        ? "it ends too early"
        : damaged.getMessage().lines().findFirst().orElse("damaged");
  }

  private void readAll(InputStream file, long size) throws IOException {
    ByteBuffer header = ByteBuffer.wrap(file.readNBytes(HEADER));
    if (header.limit() < HEADER) {
      throw new IOException("shorter than its header");
    }
    String marks = new String(header.array(), HEADER - 2, 2, StandardCharsets.ISO_8859_1);
    if (!marks.equals("IM") && !marks.equals("MI")) {
      throw new IOException("no MATLAB file");
    }
    ByteOrder order = marks.equals("IM") ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
    long left = size - HEADER;
    long inflated = 0;
    while (left > 0) {
      ByteBuffer tag = ByteBuffer.wrap(file.readNBytes(8)).order(order);
      if (tag.limit() < 8) {
        throw new EOFException();
      }
      int type = tag.getInt();
      long length = Integer.toUnsignedLong(tag.getInt());
      left -= 8 + length;
      if (left < 0) {
        throw new EOFException();
      }
      if (variables.size() == MOST_VARIABLES) {
        throw new IOException("more than " + MOST_VARIABLES + " variables");
      }
      if (type == COMPRESSED) {
        inflated += readCompressed(file, length, order, MOST_INFLATED - inflated);
      } else if (type == MATRIX) {
        readVariable(new MatBytes(file, order), length);
      } else {
        throw new IOException("damaged: an element of type " + type);
      }
    }
  }

  private long readCompressed(InputStream file, long length, ByteOrder order, long most)
      throws IOException {
    Inflater inflater = new Inflater();
    Stretch packed = new Stretch(file, length);
    try (InputStream unpacked = new InflaterInputStream(packed, inflater, 1 << 16)) {
      MatBytes bytes = new MatBytes(unpacked, order);
      MatBytes.Tag tag = bytes.tag(Math.min(most, length * MOST_PER_BYTE));
      if (tag.type() != MATRIX) {
        throw new IOException("damaged: an element of type " + tag.type());
      }
      readVariable(bytes, tag.end());
      if (unpacked.read() >= 0 || packed.left > 0 || inflater.getRemaining() > 0) {
        throw new IOException("damaged: bytes after a variable's end");
      }
      return bytes.position();
    } catch (EOFException early) {
      throw inflater.needsDictionary()
          ? new IOException("damaged: packed with a preset dictionary", early)
          : early;
    } finally {
      inflater.end();
    }
  }

  /** What is known of an array before its content: class, whether complex, dimensions, name. */
  @SuppressWarnings("ArrayRecordComponent") // looked at once, never compared
  private record Head(int kind, boolean complex, int[] dimensions, String name) {}

  private static Head head(MatBytes bytes, long end) throws IOException {
    int flags = small(bytes, end, "flags", 8, 8).getInt();
    ByteBuffer sizes = small(bytes, end, "dimensions", 8, 4 * 32);
    int[] dimensions = new int[sizes.remaining() / 4];
    sizes.asIntBuffer().get(dimensions);
    String name = name(small(bytes, end, "a name", 0, LONGEST_NAME).array());
    return new Head(flags & 0xff, (flags & COMPLEX) != 0, dimensions, name);
  }

  private static ByteBuffer small(MatBytes bytes, long end, String what, int least, int most)
      throws IOException {
    MatBytes.Tag tag = bytes.tag(end);
    if (tag.size() < least || tag.size() > most) {
      throw new IOException("damaged: %s of %d bytes".formatted(what, tag.size()));
    }
    return bytes.content(tag);
  }

  /** A name up to its first zero, if it is one that MATLAB allows. */
  private static String name(byte[] padded) throws IOException {
    String name = new String(padded, StandardCharsets.ISO_8859_1).split("\0", 2)[0];
    if (!name.matches("\\w*")) {
      throw new IOException("damaged: a name with other characters than letters and digits");
    }
    return name;
  }

  private void readVariable(MatBytes bytes, long end) throws IOException {
    Head head = head(bytes, end);
    variables.add(head.name);
    if (head.name.equals(structure)) {
      if (head.kind != STRUCTURE || elements(head.dimensions) != 1 || read) {
        throw new IOException(structure + " is not one structure");
      }
      read = true;
      readFields(bytes, end);
    }
    bytes.skipTo(end);
  }

  private static long elements(int[] dimensions) {
    long elements = 1;
    for (int extent : dimensions) {
      elements = extent < 0 || elements > Integer.MAX_VALUE ? Long.MAX_VALUE : elements * extent;
    }
    return elements;
  }

  private void readFields(MatBytes bytes, long end) throws IOException {
    int width = small(bytes, end, "a width of names", 4, 4).getInt();
    if (width < 1 || width > LONGEST_NAME) {
      throw new IOException("damaged: names of fields of " + width + " bytes");
    }
    MatBytes.Tag tag = bytes.tag(end);
    if (tag.size() % width != 0 || tag.size() / width > MOST_FIELDS) {
      throw new IOException("damaged: names of fields in " + tag.size() + " bytes");
    }
    ByteBuffer names = bytes.content(tag);
    while (names.hasRemaining()) {
      byte[] name = new byte[width];
      names.get(name);
      readField(name(name), bytes, end);
    }
  }

  private void readField(String name, MatBytes bytes, long end) throws IOException {
    MatBytes.Tag tag = bytes.tag(end);
    if (tag.type() != MATRIX) {
      throw new IOException("damaged: a field of type " + tag.type());
    }
    if (fields.contains(name) && tag.size() > 0 && !found.containsKey(name)) {
      found.put(name, array(name, bytes, tag.end()));
    }
    bytes.skipTo(tag.end());
  }

  private static MatArray array(String field, MatBytes bytes, long end) throws IOException {
    Head head = head(bytes, end);
    if (head.kind < FIRST_NUMERIC || head.kind > LAST_NUMERIC || head.complex) {
      throw new IOException(field + " is no array of real numbers");
    }
    if (head.dimensions.length != 2) {
      throw new IOException(field + " has " + head.dimensions.length + " dimensions, expected 2");
    }
    MatBytes.Tag tag = bytes.tag(end);
    int size = MatArray.size(tag.type());
    if (size == 0 || elements(head.dimensions) * size != tag.size()) {
      throw new IOException(
          "damaged: %s of %dx%d in %d bytes"
              .formatted(field, head.dimensions[0], head.dimensions[1], tag.size()));
    }
    return new MatArray(head.dimensions[0], head.dimensions[1], tag.type(), bytes.content(tag));
  }

  /** A part of the file that ends before it does; closing it leaves the file open. */
  private static final class Stretch extends InputStream {
    private final InputStream file;
    private long left;

    Stretch(InputStream file, long length) {
      this.file = file;
      left = length;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
      int count = left == 0 ? -1 : file.read(to, offset, (int) Math.min(left, length));
      left -= Math.max(0, count);
      return count;
    }
  }
}
