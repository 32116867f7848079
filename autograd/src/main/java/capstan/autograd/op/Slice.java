package capstan.autograd.op;

import capstan.autograd.UnaryOperation;
import capstan.autograd.Variable;
import capstan.core.Expect;
import capstan.core.Shape;
import capstan.core.Tensor;

/**
 * Some entries of an axis: {@code torch.narrow}.
 *
 * @param x any shape
 * @param axis counted from 0
 * @param from the first entry taken
 * @param count how many
 */
public record Slice(Variable x, int axis, int from, int count) implements UnaryOperation {

  /** Checks that the entries are there. */
  public Slice {
    Expect expect = Expect.of("slice").axis(axis, x);
    if (from < 0 || count < 0 || from > x.shape().extent(axis) - count) {
      throw expect.refusal(
          "axis " + axis + " of " + x + " has no " + count + " entries from " + from + " on");
    }
  }

  /**
   * Takes some entries of an axis.
   *
   * @param x any shape
   * @param axis counted from 0
   * @param from the first entry taken
   * @param count how many
   * @return as x, with {@code count} entries at the axis
   * @throws IllegalArgumentException if they are not all there
   */
  public static Variable slice(Variable x, int axis, int from, int count) {
    return x.tape().record(new Slice(x, axis, from, count));
  }

  @Override
  public Shape shape() {
    return Windows.with(x.shape(), axis, count);
  }

  @Override
  public void forward(Tensor output) {
    Windows.copy(axis, x.value(), from, output, 0);
  }

  @Override
  public void backward(Tensor output, Tensor outputGradient, Tensor[] inputGradients) {
    inputGradients[0].fill(0);
    Windows.copy(axis, outputGradient, 0, inputGradients[0], from);
  }
}
