package capstan.autograd.op;

import capstan.core.Tensor;

/** Single elements of tensors, counted in row-major order; a scalar's only one is number 0. */
public final class Elements {
  private Elements() {}

  /** One element. */
  public static float get(Tensor tensor, int i) {
    return tensor.array()[tensor.offset() + i];
  }

  /** Sets one element, rounded to float32. */
  public static void set(Tensor tensor, int i, double value) {
    tensor.array()[tensor.offset() + i] = (float) value;
  }
}
