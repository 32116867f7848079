package capstan.core.kernel;

import capstan.core.Shape;
import capstan.core.Tensor;

/** Argument checks shared by the contracts; every message names the kernel and both shapes. */
final class Check {
  private Check() {}

  static void shape(String kernel, String argument, Tensor found, int... expected) {
    if (found.shape().rank() == expected.length) {
      boolean same = true;
      for (int axis = 0; axis < expected.length; axis++) {
        same &= found.shape().extent(axis) == expected[axis];
      }
      if (same) {
        return;
      }
    }
    throw new IllegalArgumentException(
        kernel + ": " + argument + " must be " + Shape.of(expected) + ", found " + found.shape());
  }

  static void elements(String kernel, String argument, Tensor found, int expected) {
    if (found.elements() != expected) {
      throw new IllegalArgumentException(
          kernel
              + ": "
              + argument
              + " must have "
              + expected
              + " elements, found "
              + found.shape());
    }
  }

  static void rank(String kernel, String argument, Tensor found, int expected) {
    if (found.shape().rank() != expected) {
      throw new IllegalArgumentException(
          kernel + ": " + argument + " must have " + expected + " axes, found " + found.shape());
    }
  }
}
