package capstan.core.simd.transform;

/**
 * A rectangle of planes, a vector of LANES planes for each place: where it lies in memory, and
 * where in the planes, which are zero outside. A worker moves one rectangle from plane to plane, so
 * that a transform makes no object.
 */
public final class Rectangle {
  /** Memory. */
  float[] array;

  /** Index of the first place. */
  int offset;

  /** Elements from one row to the next. */
  int rowStride;

  /** Elements from one column to the next. */
  int columnStride;

  /** First row in the plane. */
  int rowFrom;

  /** Rows. */
  int rows;

  /** First column in the plane. */
  int columnFrom;

  /** Columns. */
  int columns;

  /** Index of a place, counted from the rectangle's first row and column. */
  int at(int row, int column) {
    return offset + row * rowStride + column * columnStride;
  }
}
