package capstan.autograd.op;

import capstan.core.Shape;
import capstan.core.Tensor;

/** Entries of one axis, between tensors that are alike in the other axes. */
final class Windows {
  private Windows() {}

  /** The shape with another length at an axis. */
  static Shape with(Shape shape, int axis, int length) {
    int[] extents = shape.extents();
    extents[axis] = length;
    return Shape.of(extents);
  }

  /** Copies as many entries as the shorter tensor has at the axis. */
  static void copy(int axis, Tensor from, int fromEntry, Tensor to, int toEntry) {
    int entry = run(to.shape(), axis + 1);
    int fromStride = run(from.shape(), axis);
    int toStride = run(to.shape(), axis);
    int length = Math.min(fromStride, toStride);
    int fromStart = from.offset() + fromEntry * entry;
    int toStart = to.offset() + toEntry * entry;
    for (int i = 0; i * length < Math.min(from.elements(), to.elements()); i++) {
      System.arraycopy(
          from.array(), fromStart + i * fromStride, to.array(), toStart + i * toStride, length);
    }
  }

  /** Numbers that lie together from an axis on. */
  private static int run(Shape shape, int axis) {
    int run = 1;
    for (int each = axis; each < shape.rank(); each++) {
      run *= shape.extent(each);
    }
    return run;
  }
}
