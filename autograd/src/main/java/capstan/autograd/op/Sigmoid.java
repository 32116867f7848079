package capstan.autograd.op;

import capstan.autograd.UnaryOperation;
import capstan.autograd.Variable;
import capstan.core.Tensor;

/**
 * y = 1 / (1 + exp(−x)): {@code torch.sigmoid}.
 *
 * @param x any shape
 */
public record Sigmoid(Variable x) implements UnaryOperation {

  /**
   * Brings every number between 0 and 1.
   *
   * @param x any shape
   * @return as x
   */
  public static Variable sigmoid(Variable x) {
    return x.tape().record(new Sigmoid(x));
  }

  @Override
  public void forward(Tensor output) {
    x.backend().pointwise().sigmoid(x.value(), output);
  }

  @Override
  public void backward(Tensor output, Tensor outputGradient, Tensor[] inputGradients) {
    x.backend().pointwise().sigmoidBackward(output, outputGradient, inputGradients[0]);
  }
}
