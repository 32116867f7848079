package capstan.autograd.op;

import capstan.autograd.UnaryOperation;
import capstan.autograd.Variable;
import capstan.core.Tensor;

/**
 * y = ln x, −∞ at 0 and NaN below: {@code torch.log}.
 *
 * @param x any shape
 */
public record Log(Variable x) implements UnaryOperation {

  /**
   * The natural logarithm of each element.
   *
   * @param x any shape
   * @return as x
   */
  public static Variable log(Variable x) {
    return x.tape().record(new Log(x));
  }

  @Override
  public void forward(Tensor output) {
    x.backend().pointwise().log(x.value(), output);
  }

  @Override
  public void backward(Tensor output, Tensor outputGradient, Tensor[] inputGradients) {
    x.backend().pointwise().divide(outputGradient, x.value(), inputGradients[0]);
  }
}
