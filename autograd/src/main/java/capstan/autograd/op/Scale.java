package capstan.autograd.op;

import capstan.autograd.UnaryOperation;
import capstan.autograd.Variable;
import capstan.core.Tensor;

/**
 * y = factor · x, the factor a fixed number: {@code torch.mul(x, 2.5)}.
 *
 * @param x any shape
 * @param factor the factor
 */
public record Scale(Variable x, float factor) implements UnaryOperation {

  /**
   * Multiplies every element by a number.
   *
   * @param x any shape
   * @param factor the number
   * @return as x
   */
  public static Variable scale(Variable x, float factor) {
    return x.tape().record(new Scale(x, factor));
  }

  @Override
  public void forward(Tensor output) {
    x.backend().pointwise().scale(x.value(), factor, output);
  }

  @Override
  public void backward(Tensor output, Tensor outputGradient, Tensor[] inputGradients) {
    x.backend().pointwise().scale(outputGradient, factor, inputGradients[0]);
  }
}
