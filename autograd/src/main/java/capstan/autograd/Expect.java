package capstan.autograd;

import capstan.core.Shape;
import java.util.HashMap;
import java.util.Map;

/**
 * What an operation asks of its arguments, when it is recorded; messages say what was found and
 * what was expected. Each method throws an {@link IllegalArgumentException} otherwise.
 */
public final class Expect {
  private final String operation;
  private final Map<String, Integer> extents = new HashMap<>();

  private Expect(String operation) {
    this.operation = operation;
  }

  /**
   * For the arguments of one operation.
   *
   * @param operation its name in messages
   */
  public static Expect of(String operation) {
    return new Expect(operation);
  }

  /**
   * Requires a shape.
   *
   * @param argument name and axes, as in {@code weight [out, in]}; an axis of the same name is as
   *     long wherever it occurs
   */
  public Expect shape(String argument, Variable found) {
    int bracket = argument.indexOf(" [");
    String[] axes = argument.substring(bracket + 2, argument.length() - 1).split(", ");
    if (found.shape().rank() != axes.length) {
      throw refusal(argument + " must have " + axes.length + " axes, found " + found);
    }
    int[] expected = new int[axes.length];
    for (int axis = 0; axis < axes.length; axis++) {
      int extent = found.shape().extent(axis);
      Integer known = extents.putIfAbsent(axes[axis], extent);
      expected[axis] = known == null ? extent : known;
    }
    return shape(argument.substring(0, bracket), Shape.of(expected), found);
  }

  /** Requires exactly this shape. */
  public Expect shape(String argument, Shape expected, Variable found) {
    if (!found.shape().equals(expected)) {
      throw refusal(argument + " must be " + expected + ", found " + found);
    }
    return this;
  }

  /** Requires two inputs of one shape. */
  public Expect sameShape(Variable first, Variable second) {
    if (!first.shape().equals(second.shape())) {
      throw refusal("both inputs must have the same shape, found " + first + " and " + second);
    }
    return this;
  }

  /** Requires that there is an axis of this number. */
  public Expect axis(int axis, Variable found) {
    if (axis < 0 || axis >= found.shape().rank()) {
      throw refusal("there is no axis " + axis + " of " + found);
    }
    return this;
  }

  /** For inputs that the operation has no gradient for. */
  public Expect constant(String argument, Variable found) {
    if (found.needsGradient()) {
      throw refusal(argument + " gets no gradient and must be a constant, found " + found);
    }
    return this;
  }

  /** For means, which nothing has none of. */
  public Expect notEmpty(Variable found) {
    if (found.shape().elements() == 0) {
      throw refusal("at least one element is needed, found " + found);
    }
    return this;
  }

  /** What to throw for anything else that is wrong. */
  public IllegalArgumentException refusal(String message) {
    return new IllegalArgumentException(operation + ": " + message);
  }
}
