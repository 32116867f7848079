package capstan.autograd;

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
        return array[from + i] + " at " + tensor.shape().index(i);
      }
    }
    return null;
  }
}
