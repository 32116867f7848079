package capstan.autograd.op;

import capstan.autograd.Variable;
import capstan.core.Shape;

/**
 * What operations ask of their arguments; each message says what was found and what was expected.
 */
final class Expect {
  private Expect() {}

  static void shape(String operation, String argument, Variable found, int... expected) {
    Shape shape = Shape.of(expected);
    if (!found.shape().equals(shape)) {
      throw new IllegalArgumentException(
          operation + ": " + argument + " must be " + shape + ", found " + found);
    }
  }

  static void sameShape(String operation, Variable first, Variable second) {
    if (!first.shape().equals(second.shape())) {
      throw new IllegalArgumentException(
          operation + ": both inputs must have the same shape, found " + first + " and " + second);
    }
  }

  static void rank(String operation, String argument, Variable found, int expected) {
    if (found.shape().rank() != expected) {
      throw new IllegalArgumentException(
          operation + ": " + argument + " must have " + expected + " axes, found " + found);
    }
  }

  /** For inputs that the operation has no gradient for. */
  static void constant(String operation, String argument, Variable found) {
    if (found.needsGradient()) {
      throw new IllegalArgumentException(
          operation + ": " + argument + " gets no gradient and must be a constant, found " + found);
    }
  }

  /** For means, which nothing has none of. */
  static void notEmpty(String operation, Variable found) {
    if (found.shape().elements() == 0) {
      throw new IllegalArgumentException(
          operation + ": at least one element is needed, found " + found);
    }
  }
}
