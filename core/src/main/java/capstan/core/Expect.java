package capstan.core;

import java.util.HashMap;
import java.util.Map;

/**
 * What a kernel or an operation asks of its arguments; messages say what was found and what was
 * expected. Each method throws an {@link IllegalArgumentException} otherwise.
 *
 * <p>One that names axes is for the arguments of one call. All others keep nothing and may be a
 * constant of a class: they allocate nothing where the arguments are right.
 */
public final class Expect {
  private final String operation;
  private final Map<String, Integer> extents = new HashMap<>(0);

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
  public Expect shape(String argument, Shaped found) {
    int bracket = argument.indexOf(" [");
    String[] axes = argument.substring(bracket + 2, argument.length() - 1).split(", ");
    rank(argument, axes.length, found);
    int[] expected = new int[axes.length];
    for (int axis = 0; axis < axes.length; axis++) {
      int extent = found.shape().extent(axis);
      Integer known = extents.putIfAbsent(axes[axis], extent);
      expected[axis] = known == null ? extent : known;
    }
    return shape(argument.substring(0, bracket), Shape.of(expected), found);
  }

  /** Requires exactly this shape. */
  public Expect shape(String argument, Shape expected, Shaped found) {
    if (!found.shape().equals(expected)) {
      throw refusal(argument + " must be " + expected + ", found " + found);
    }
    return this;
  }

  /** Requires two inputs of one shape. */
  public Expect sameShape(Shaped first, Shaped second) {
    if (!first.shape().equals(second.shape())) {
      throw refusal("both inputs must have the same shape, found " + first + " and " + second);
    }
    return this;
  }

  /** Requires that there is an axis of this number. */
  public Expect axis(int axis, Shaped found) {
    if (axis < 0 || axis >= found.shape().rank()) {
      throw refusal("there is no axis " + axis + " of " + found);
    }
    return this;
  }

  /** Requires this number of elements, under any shape. */
  public Expect elements(String argument, int expected, Shaped found) {
    if (found.shape().elements() != expected) {
      throw refusal(argument + " must have " + expected + " elements, found " + found);
    }
    return this;
  }

  /** Requires this number of axes. */
  public Expect rank(String argument, int expected, Shaped found) {
    if (found.shape().rank() != expected) {
      throw refusal(argument + " must have " + expected + " axes, found " + found);
    }
    return this;
  }

  /** For means, which nothing has none of. */
  public Expect notEmpty(Shaped found) {
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
