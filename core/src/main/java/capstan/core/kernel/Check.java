package capstan.core.kernel;

import capstan.core.Shape;
import capstan.core.Tensor;

/** Argument checks shared by the contracts; every message names the kernel and both shapes. */
final class Check {
  private Check() {}

  // One method for each rank: an array of the expected extents would be garbage in every step.

  static void shape(String kernel, String argument, Tensor found, int extent) {
    Shape shape = found.shape();
    if (shape.rank() != 1 || shape.extent(0) != extent) {
      throw mismatch(kernel, argument, shape, extent);
    }
  }

  static void shape(String kernel, String argument, Tensor found, int first, int second) {
    Shape shape = found.shape();
    if (shape.rank() != 2 || shape.extent(0) != first || shape.extent(1) != second) {
      throw mismatch(kernel, argument, shape, first, second);
    }
  }

  static void shape(
      String kernel, String argument, Tensor found, int first, int second, int third) {
    Shape shape = found.shape();
    if (shape.rank() != 3
        || shape.extent(0) != first
        || shape.extent(1) != second
        || shape.extent(2) != third) {
      throw mismatch(kernel, argument, shape, first, second, third);
    }
  }

  static void shape(
      String kernel, String argument, Tensor found, int first, int second, int third, int fourth) {
    Shape shape = found.shape();
    if (shape.rank() != 4
        || shape.extent(0) != first
        || shape.extent(1) != second
        || shape.extent(2) != third
        || shape.extent(3) != fourth) {
      throw mismatch(kernel, argument, shape, first, second, third, fourth);
    }
  }

  private static IllegalArgumentException mismatch(
      String kernel, String argument, Shape found, int... expected) {
    return new IllegalArgumentException(
        kernel + ": " + argument + " must be " + Shape.of(expected) + ", found " + found);
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
