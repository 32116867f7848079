package capstan.autograd.op;

import capstan.autograd.UnaryOperation;
import capstan.autograd.Variable;
import capstan.core.Expect;
import capstan.core.Shape;
import capstan.core.Tensor;

/**
 * The same numbers with two axes exchanged, copied: {@code torch.transpose(...).contiguous()}.
 *
 * @param x any shape
 * @param first counted from 0
 * @param second above the first
 */
public record Transpose(Variable x, int first, int second) implements UnaryOperation {

  /** Checks that there are such axes. */
  public Transpose {
    Expect expect = Expect.of("transpose").axis(first, x).axis(second, x);
    if (first >= second) {
      throw expect.refusal(
          "the first axis must be below the second, found " + first + ", " + second);
    }
  }

  /**
   * Exchanges two axes.
   *
   * @param x any shape
   * @param first counted from 0
   * @param second above the first
   * @return the shape of x with the two lengths exchanged
   * @throws IllegalArgumentException if there are no such axes
   */
  public static Variable transpose(Variable x, int first, int second) {
    return x.tape().record(new Transpose(x, first, second));
  }

  @Override
  public Shape shape() {
    int[] extents = x.shape().extents();
    extents[first] = x.shape().extent(second);
    extents[second] = x.shape().extent(first);
    return Shape.of(extents);
  }

  @Override
  public void forward(Tensor output) {
    exchange(x.value(), output);
  }

  @Override
  public void backward(Tensor output, Tensor outputGradient, Tensor[] inputGradients) {
    exchange(outputGradient, inputGradients[0]);
  }

  /** From [a, rows, b, columns, c] to [a, columns, b, rows, c]. */
  private void exchange(Tensor from, Tensor to) {
    Shape shape = from.shape();
    int rows = shape.extent(first);
    int columns = shape.extent(second);
    int between = extent(shape, first + 1, second);
    int inner = extent(shape, second + 1, shape.rank());
    int at = to.offset();
    for (int outer = 0; outer < extent(shape, 0, first); outer++) {
      for (int column = 0; column < columns; column++) {
        for (int b = 0; b < between; b++) {
          for (int row = 0; row < rows; row++) {
            int start = (((outer * rows + row) * between + b) * columns + column) * inner;
            for (int i = 0; i < inner; i++) {
              to.array()[at++] = from.array()[from.offset() + start + i];
            }
          }
        }
      }
    }
  }

  private static int extent(Shape shape, int from, int to) {
    int product = 1;
    for (int axis = from; axis < to; axis++) {
      product *= shape.extent(axis);
    }
    return product;
  }
}
