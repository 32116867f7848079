package capstan.autograd.op;

import capstan.core.Tensor;

/** Single elements of tensors, counted in row-major order; a scalar's only one is number 0. */
final class Elements {
  private Elements() {}

  static float get(Tensor tensor, int i) {
    return tensor.array()[tensor.offset() + i];
  }

  static void set(Tensor tensor, int i, double value) {
    tensor.array()[tensor.offset() + i] = (float) value;
  }
}
