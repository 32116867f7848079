package capstan.autograd;

import capstan.core.Shape;
import capstan.core.Tensor;

/** Finds the first NaN or infinity of a tensor and says where it is. */
final class NonFinite {
  private NonFinite() {}

  /** As in {@code "NaN at [0, 3, 2]"}, or null if all elements are finite. */
  static String find(Tensor tensor) {
    float[] array = tensor.array();
    int from = tensor.offset();
    for (int i = 0; i < tensor.elements(); i++) {
      if (!Float.isFinite(array[from + i])) {
        return array[from + i] + " at " + position(i, tensor.shape());
      }
    }
    return null;
  }

  private static Shape position(int element, Shape shape) {
    int[] index = new int[shape.rank()];
    int rest = element;
    for (int axis = index.length - 1; axis >= 0; axis--) {
      index[axis] = rest % shape.extent(axis);
      rest /= shape.extent(axis);
    }
    return Shape.of(index);
  }
}
