package capstan.core;

import org.eclipse.collections.api.list.primitive.ImmutableIntList;
import org.eclipse.collections.impl.factory.primitive.IntLists;

/**
 * The extents of a tensor, outermost axis first; memory is row-major, so the last axis is
 * contiguous.
 *
 * @param extents one non-negative length an axis; none for a scalar
 */
public record Shape(ImmutableIntList extents) {

  /**
   * Checks the extents.
   *
   * @throws IllegalArgumentException if an extent is negative or the element count exceeds 2³¹−1
   */
  public Shape {
    long elements = 1;
    for (int axis = 0; axis < extents.size(); axis++) {
      int extent = extents.get(axis);
      if (extent < 0) {
        throw new IllegalArgumentException(
            "axis " + axis + " of shape " + extents + " is negative");
      }
      elements = Math.multiplyExact(elements, (long) extent);
      if (elements > Integer.MAX_VALUE) {
        throw new IllegalArgumentException(
            "shape " + extents + " has more than 2147483647 elements");
      }
    }
  }

  /**
   * A shape with these extents.
   *
   * @param extents one length an axis, outermost first
   */
  public static Shape of(int... extents) {
    return new Shape(IntLists.immutable.of(extents));
  }

  /** Number of axes. */
  public int rank() {
    return extents.size();
  }

  /**
   * Length of one axis.
   *
   * @param axis counted from 0, or from −1 backwards for the last axes
   * @throws IndexOutOfBoundsException if there is no such axis
   */
  public int extent(int axis) {
    return extents.get(axis < 0 ? axis + extents.size() : axis);
  }

  /** Number of elements, 1 for a scalar. */
  public int elements() {
    int elements = 1;
    for (int axis = 0; axis < extents.size(); axis++) {
      elements *= extents.get(axis);
    }
    return elements;
  }

  /**
   * Product of all extents but the last: the rows of the tensor seen as a matrix; 1 for a scalar.
   */
  public int rows() {
    int rows = 1;
    for (int axis = 0; axis < extents.size() - 1; axis++) {
      rows *= extents.get(axis);
    }
    return rows;
  }

  /** The last extent: the columns of the tensor seen as a matrix; 1 for a scalar. */
  public int columns() {
    return rank() == 0 ? 1 : extent(-1);
  }

  /** The extents as in {@code [128, 10, 16]}. */
  @Override
  public String toString() {
    return extents.toString();
  }
}
