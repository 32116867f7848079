package capstan.autograd.op;

import capstan.autograd.UnaryOperation;
import capstan.autograd.Variable;
import capstan.core.Tensor;

/**
 * y = exp(x): {@code torch.exp}.
 *
 * @param x any shape
 */
public record Exp(Variable x) implements UnaryOperation {

  /**
   * The exponential of each element.
   *
   * @param x any shape
   * @return as x
   */
  public static Variable exp(Variable x) {
    return x.tape().record(new Exp(x));
  }

  @Override
  public void forward(Tensor output) {
    x.backend().pointwise().exp(x.value(), output);
  }

  @Override
  public void backward(Tensor output, Tensor outputGradient, Tensor[] inputGradients) {
    x.backend().pointwise().multiply(output, outputGradient, inputGradients[0]);
  }
}
