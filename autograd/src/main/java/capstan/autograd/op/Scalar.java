package capstan.autograd.op;

import capstan.core.Tensor;

/** Reads and writes tensors of one element. */
final class Scalar {
  private Scalar() {}

  static float get(Tensor scalar) {
    return scalar.array()[scalar.offset()];
  }

  static void set(Tensor scalar, double value) {
    scalar.array()[scalar.offset()] = (float) value;
  }
}
