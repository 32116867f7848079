package capstan.core;

import java.util.Arrays;

/**
 * The extents of a tensor, outermost axis first; memory is row-major, so the last axis is
 * contiguous. Shapes of the same extents are equal.
 */
public final class Shape {
  private final int[] extents;

  private Shape(int[] extents) {
    this.extents = extents;
    long elements = 1;
    for (int axis = 0; axis < extents.length; axis++) {
      if (extents[axis] < 0) {
        throw new IllegalArgumentException("axis " + axis + " of shape " + this + " is negative");
      }
      elements = Math.multiplyExact(elements, (long) extents[axis]);
      if (elements > Integer.MAX_VALUE) {
        throw new IllegalArgumentException("shape " + this + " has more than 2147483647 elements");
      }
    }
  }

  /**
   * A shape with these extents.
   *
   * @param extents one non-negative length per axis, outermost first; none for a scalar
   * @throws IllegalArgumentException if an extent is negative or the element count exceeds 2³¹−1
   */
  public static Shape of(int... extents) {
    return new Shape(extents.clone());
  }

  /** The lengths of all axes, outermost first; a copy. */
  public int[] extents() {
    return extents.clone();
  }

  /** Number of axes. */
  public int rank() {
    return extents.length;
  }

  /**
   * Length of one axis.
   *
   * @param axis counted from 0, or from −1 backwards for the last axes
   * @throws IndexOutOfBoundsException if there is no such axis
   */
  public int extent(int axis) {
    return extents[axis < 0 ? axis + extents.length : axis];
  }

  /** Number of elements, 1 for a scalar. */
  public int elements() {
    int elements = 1;
    for (int extent : extents) {
      elements *= extent;
    }
    return elements;
  }

  /**
   * Product of all extents but the last: the rows of the tensor seen as a matrix; 1 for a scalar.
   */
  public int rows() {
    int rows = 1;
    for (int axis = 0; axis < extents.length - 1; axis++) {
      rows *= extents[axis];
    }
    return rows;
  }

  /** The last extent: the columns of the tensor seen as a matrix; 1 for a scalar. */
  public int columns() {
    return rank() == 0 ? 1 : extent(-1);
  }

  /**
   * Where an element of a tensor of this shape is: one index an axis.
   *
   * @param element its number in row-major order
   */
  public Shape index(int element) {
    int[] index = new int[extents.length];
    int rest = element;
    for (int axis = index.length - 1; axis >= 0; axis--) {
      index[axis] = rest % extents[axis];
      rest /= extents[axis];
    }
    return new Shape(index);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Shape shape && Arrays.equals(extents, shape.extents);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(extents);
  }

  /** The extents as in {@code [128, 10, 16]}. */
  @Override
  public String toString() {
    return Arrays.toString(extents);
  }
}
