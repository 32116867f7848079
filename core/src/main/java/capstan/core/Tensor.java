package capstan.core;

import java.util.Arrays;

/**
 * A dense, row-major block of float32 values: a window of {@code shape().elements()} floats in an
 * array, starting at {@code offset()}. Tensors do not own their array; several may look at one.
 *
 * <p>Storage is always a heap {@code float[]}: one kind of storage keeps every kernel's call sites
 * monomorphic, and an index error is an exception instead of a crash.
 */
public final class Tensor implements Shaped {
  private final float[] array;
  private final int offset;
  private final Shape shape;

  private Tensor(float[] array, int offset, Shape shape) {
    this.array = array;
    this.offset = offset;
    this.shape = shape;
  }

  /**
   * A new tensor of zeros with an array of its own.
   *
   * @param extents the shape, outermost axis first
   */
  public static Tensor zeros(int... extents) {
    return zeros(Shape.of(extents));
  }

  /**
   * A new tensor of zeros with an array of its own.
   *
   * @param shape any shape
   */
  public static Tensor zeros(Shape shape) {
    return new Tensor(new float[shape.elements()], 0, shape);
  }

  /**
   * A tensor over the given values, which are not copied.
   *
   * @param shape any shape with as many elements as there are values
   * @param values in row-major order
   * @throws IllegalArgumentException if the count differs
   */
  public static Tensor of(Shape shape, float... values) {
    if (values.length != shape.elements()) {
      throw new IllegalArgumentException(
          "shape " + shape + " needs " + shape.elements() + " values, found " + values.length);
    }
    return new Tensor(values, 0, shape);
  }

  /**
   * A window into an array.
   *
   * @param array the storage, shared
   * @param offset index of the first element
   * @param shape shape of the window
   * @throws IllegalArgumentException if the window does not lie inside the array
   */
  public static Tensor view(float[] array, int offset, Shape shape) {
    if (offset < 0 || (long) offset + shape.elements() > array.length) {
      throw new IllegalArgumentException(
          "a window of shape " + shape + " at " + offset + " leaves an array of " + array.length);
    }
    return new Tensor(array, offset, shape);
  }

  /** The storage; elements of other tensors may lie before and after this one's. */
  public float[] array() {
    return array;
  }

  /** Index in {@link #array()} of this tensor's first element. */
  public int offset() {
    return offset;
  }

  @Override
  public Shape shape() {
    return shape;
  }

  /** Number of elements. */
  public int elements() {
    return shape.elements();
  }

  /**
   * One element.
   *
   * @param index one index an axis
   * @throws IndexOutOfBoundsException if an index is outside its axis
   */
  public float get(int... index) {
    return array[offset + linear(index)];
  }

  /**
   * Overwrites one element.
   *
   * @param value the new value
   * @param index one index an axis
   * @throws IndexOutOfBoundsException if an index is outside its axis
   */
  public void set(float value, int... index) {
    array[offset + linear(index)] = value;
  }

  private int linear(int[] index) {
    if (index.length != shape.rank()) {
      throw new IndexOutOfBoundsException(
          "shape " + shape + " takes " + shape.rank() + " indices, found " + index.length);
    }
    int linear = 0;
    for (int axis = 0; axis < index.length; axis++) {
      linear =
          linear * shape.extent(axis)
              + java.util.Objects.checkIndex(index[axis], shape.extent(axis));
    }
    return linear;
  }

  /**
   * The same elements under another shape; nothing is copied.
   *
   * @param extents the new shape
   * @throws IllegalArgumentException if the element count differs
   */
  public Tensor reshape(int... extents) {
    return reshape(Shape.of(extents));
  }

  /**
   * The same elements under another shape; nothing is copied.
   *
   * @param newShape the new shape
   * @throws IllegalArgumentException if the element count differs
   */
  public Tensor reshape(Shape newShape) {
    if (newShape.elements() != elements()) {
      throw new IllegalArgumentException("cannot reshape " + shape + " to " + newShape);
    }
    return new Tensor(array, offset, newShape);
  }

  /**
   * Rows {@code from} to {@code from + count} of the outermost axis, shared, not copied.
   *
   * @param from the first row
   * @param count how many
   * @throws IndexOutOfBoundsException if the rows are not all there
   */
  public Tensor slice(int from, int count) {
    java.util.Objects.checkFromIndexSize(from, count, shape.extent(0));
    int[] extents = shape.extents();
    int row = shape.extent(0) == 0 ? 0 : elements() / shape.extent(0);
    extents[0] = count;
    return new Tensor(array, offset + from * row, Shape.of(extents));
  }

  /**
   * Sets every element.
   *
   * @param value the new value
   */
  public void fill(float value) {
    Arrays.fill(array, offset, offset + elements(), value);
  }

  /**
   * Copies the elements of another tensor with as many elements.
   *
   * @param source any shape
   * @throws IllegalArgumentException if the element counts differ
   */
  public void copyFrom(Tensor source) {
    if (source.elements() != elements()) {
      throw new IllegalArgumentException("cannot copy " + source.shape + " into " + shape);
    }
    System.arraycopy(source.array, source.offset, array, offset, elements());
  }

  /** The elements in row-major order, copied into a new array. */
  public float[] toArray() {
    return Arrays.copyOfRange(array, offset, offset + elements());
  }

  /** The shape and where the elements lie; not the values. */
  @Override
  public String toString() {
    return "Tensor" + shape;
  }
}
