package capstan.mnist.decoding;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;

/**
 * A TIFF's first directory, which EXIF is too: numbers under tags, in either order of bytes.
 *
 * @param file the bytes that the directory is of, in its order
 * @param entries where that of each tag begins
 */
record TiffDirectory(ByteBuffer file, Map<Integer, Integer> entries) {
  /** Bytes of a value of each type, 0 of those that do not exist. */
  private static final int[] SIZES = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8};

  /**
   * Finds the directory.
   *
   * @param file from its byte order on; offsets count from there
   * @throws RefusedPictureException if there is none
   * @throws RuntimeException if the file ends too early
   */
  static TiffDirectory first(ByteBuffer file) throws RefusedPictureException {
    short order = file.getShort(0);
    if (order != 0x4949 && order != 0x4d4d) {
      throw RefusedPictureException.damaged("no byte order");
    }
    file.order(order == 0x4949 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    int start = file.getInt(4);
    int count = Short.toUnsignedInt(file.getShort(start));
    Map<Integer, Integer> entries = new HashMap<>();
    for (int i = 0; i < count; i++) {
      int entry = start + 2 + 12 * i;
      entries.putIfAbsent(Short.toUnsignedInt(file.getShort(entry)), entry);
    }
    return new TiffDirectory(file, entries);
  }

  boolean has(int tag) {
    return entries.containsKey(tag);
  }

  /**
   * The only, or first, number under a tag.
   *
   * @param tag TIFF's
   * @param otherwise if there is none
   */
  double number(int tag, double otherwise) {
    return has(tag) ? numbers(tag)[0] : otherwise;
  }

  /**
   * All numbers under a tag.
   *
   * @param tag TIFF's
   * @throws IndexOutOfBoundsException if there are none, or they lie beyond the end
   */
  double[] numbers(int tag) {
    if (!has(tag)) {
      throw new IndexOutOfBoundsException("tag " + tag);
    }
    int entry = entries.get(tag);
    int type = Short.toUnsignedInt(file.getShort(entry + 2));
    long count = Integer.toUnsignedLong(file.getInt(entry + 4));
    int size = type < SIZES.length ? SIZES[type] : 0;
    if (size == 0 || count == 0 || count * size > file.limit()) {
      throw new IndexOutOfBoundsException("tag " + tag);
    }
    int at = count * size <= 4 ? entry + 8 : file.getInt(entry + 8);
    double[] numbers = new double[(int) count];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = number(type, at + i * size);
    }
    return numbers;
  }

  private double number(int type, int at) {
    return switch (type) {
      case 3 -> Short.toUnsignedInt(file.getShort(at));
      case 4 -> Integer.toUnsignedLong(file.getInt(at));
      case 5 -> (double) Integer.toUnsignedLong(file.getInt(at)) / file.getInt(at + 4);
      case 6 -> file.get(at);
      case 8 -> file.getShort(at);
      case 9 -> file.getInt(at);
      case 10 -> (double) file.getInt(at) / file.getInt(at + 4);
      case 11 -> file.getFloat(at);
      case 12 -> file.getDouble(at);
      default -> Byte.toUnsignedInt(file.get(at));
    };
  }
}
