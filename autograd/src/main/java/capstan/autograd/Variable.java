package capstan.autograd;

import capstan.core.Expect;
import capstan.core.Shape;
import capstan.core.Shaped;
import capstan.core.Tensor;
import capstan.core.kernel.Backend;

/**
 * A value on a {@link Tape}: an input, a parameter, or the output of an operation. Its tensors stay
 * the same from replay to replay; only their contents change.
 */
public final class Variable implements Shaped {
  private final Tape tape;
  private final String name;
  private final Tensor value;
  private final Tensor gradient;

  /** Whether no operation makes it: a constant, an input or a parameter. */
  private final boolean leaf;

  /** The variable whose memory this one looks at: itself, unless it is a view. */
  private final Variable owner;

  /** Number of the latest backward pass that wrote the gradient. */
  private long reached;

  Variable(Tape tape, String name, Tensor value, Tensor gradient, boolean leaf) {
    this.tape = tape;
    this.name = name;
    this.value = value;
    this.gradient = gradient;
    this.leaf = leaf;
    this.owner = this;
  }

  private Variable(Variable viewed, Shape shape) {
    this.tape = viewed.tape;
    this.name = viewed.name;
    this.value = viewed.value.reshape(shape);
    this.gradient = viewed.gradient == null ? null : viewed.gradient.reshape(shape);
    this.leaf = viewed.leaf;
    this.owner = viewed.owner;
  }

  /** The tape it is on. */
  public Tape tape() {
    return tape;
  }

  /** What computes on its tape. */
  public Backend backend() {
    return tape.backend();
  }

  /** The value. */
  public Tensor value() {
    return value;
  }

  /**
   * Overwrites a constant's or an input's numbers, for the next replay.
   *
   * @param next as the value in shape
   * @throws IllegalArgumentException if the shapes differ, as those of another batch size do
   * @throws IllegalStateException if an operation computes this value
   */
  public void set(Tensor next) {
    if (!leaf) {
      throw new IllegalStateException(this + " is computed at every replay and cannot be set");
    }
    if (!next.shape().equals(shape())) {
      throw new IllegalArgumentException(
          "%s was recorded as %s, given %s: another batch size needs another tape, which may share the parameters"
              .formatted(name, shape(), next.shape()));
    }
    value.copyFrom(next);
  }

  /**
   * Gradient of the latest loss with respect to this value.
   *
   * @throws IllegalStateException if it has none, as constants have
   */
  public Tensor gradient() {
    if (gradient == null) {
      throw new IllegalStateException(whyNoGradient());
    }
    return gradient;
  }

  String whyNoGradient() {
    return this
        + " has no gradient: "
        + (tape.training()
            ? "no parameter or input lies behind it; tape.input(...) makes a value that has one"
            : "the tape is not training");
  }

  /** Null if none is needed. */
  Tensor gradientOrNull() {
    return gradient;
  }

  /** Whether some parameter or input lies behind this value, on a tape that trains. */
  public boolean needsGradient() {
    return gradient != null;
  }

  /** Shape of value and gradient. */
  @Override
  public Shape shape() {
    return value.shape();
  }

  /**
   * The same numbers and the same gradient under another shape, {@code x.view(...)} in PyTorch:
   * nothing is copied or recorded.
   *
   * @param extents the new shape, with as many elements
   * @throws IllegalArgumentException if the element counts differ
   */
  public Variable reshape(int... extents) {
    return reshape(Shape.of(extents));
  }

  /**
   * The same numbers and the same gradient under another shape.
   *
   * @param shape with as many elements
   * @throws IllegalArgumentException if the element counts differ
   */
  public Variable reshape(Shape shape) {
    return new Variable(this, shape);
  }

  /**
   * The same numbers as a constant that changes with this variable: no gradient flows through it,
   * and nothing is copied or recorded.
   */
  public Variable detach() {
    return tape.constant(value);
  }

  /** A parameter's name, or the name of the operation that made this value, after its scope. */
  public String name() {
    return name;
  }

  /**
   * For operations that have no gradient for an input.
   *
   * @param operation its name
   * @param argument name of the input
   * @throws IllegalArgumentException if this variable needs a gradient
   */
  public void requireConstant(String operation, String argument) {
    if (needsGradient()) {
      throw Expect.of(operation)
          .refusal(argument + " gets no gradient and must be a constant, found " + this);
    }
  }

  /** Name and shape. */
  @Override
  public String toString() {
    return name + " " + value.shape();
  }

  boolean isLeaf() {
    return leaf;
  }

  boolean isReached(long pass) {
    return owner.reached == pass;
  }

  void markReached(long pass) {
    owner.reached = pass;
  }
}
