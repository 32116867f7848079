package capstan.mnist.warp;

import java.nio.ByteBuffer;

/**
 * A numeric array of a MATLAB file, column after column.
 *
 * @param rows its first dimension
 * @param columns its second
 * @param type how its numbers are stored, which MATLAB chooses by their values: the format's code
 * @param bytes the numbers, in the file's byte order
 */
record MatArray(int rows, int columns, int type, ByteBuffer bytes) {
  static final int UINT8 = 2;

  /** Bytes of a number of each type, 0 of codes that are of none. */
  private static final int[] SIZES = {0, 1, 1, 2, 2, 4, 4, 4, 0, 8, 0, 0, 8, 8};

  /** Bytes of a number of a type; 0 if there is no such type. */
  static int size(int type) {
    return type < 0 || type >= SIZES.length ? 0 : SIZES[type];
  }

  /** How many numbers it has. */
  int count() {
    return rows * columns;
  }

  /**
   * One number.
   *
   * @param index from 0, down the columns
   */
  double get(int index) {
    int at = index * SIZES[type];
    return switch (type) {
      case 1 -> bytes.get(at);
      case UINT8 -> Byte.toUnsignedInt(bytes.get(at));
      case 3 -> bytes.getShort(at);
      case 4 -> Short.toUnsignedInt(bytes.getShort(at));
      case 5 -> bytes.getInt(at);
      case 6 -> Integer.toUnsignedLong(bytes.getInt(at));
      case 7 -> bytes.getFloat(at);
      case 9 -> bytes.getDouble(at);
      case 12 -> bytes.getLong(at);
      default -> (bytes.getLong(at) >>> 1) * 2.0 + (bytes.getLong(at) & 1); // 13, unsigned
    };
  }
}
