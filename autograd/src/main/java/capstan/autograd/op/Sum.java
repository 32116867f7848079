package capstan.autograd.op;

import capstan.autograd.ScalarOperation;
import capstan.autograd.UnaryOperation;
import capstan.autograd.Variable;
import capstan.core.Tensor;

/**
 * Sum of all elements, in double precision: {@code torch.sum}.
 *
 * @param x any shape
 */
public record Sum(Variable x) implements UnaryOperation, ScalarOperation {

  /**
   * Adds all elements up.
   *
   * @param x any shape
   * @return a scalar, shape []
   */
  public static Variable sum(Variable x) {
    return x.tape().record(new Sum(x));
  }

  @Override
  public void forward(Tensor output) {
    Elements.set(output, 0, x.backend().reduction().sum(x.value()));
  }

  @Override
  public void backward(Tensor output, Tensor outputGradient, Tensor[] inputGradients) {
    inputGradients[0].fill(Elements.get(outputGradient, 0));
  }
}
