package capstan.mnist.warp;

import java.nio.ByteBuffer;

/**
 * A numeric array of a MATLAB file, column after column.
 *
 * @param rows its first dimension
 * @param columns its second
 * @param type how its numbers are stored, which MATLAB chooses by their values
 * @param bytes the numbers, in the file's byte order
 */
record MatArray(int rows, int columns, MatNumber type, ByteBuffer bytes) {

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
    return type.get(bytes, index * type.bytes());
  }
}
