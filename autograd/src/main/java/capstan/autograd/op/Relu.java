package capstan.autograd.op;

import capstan.autograd.UnaryOperation;
import capstan.autograd.Variable;
import capstan.core.Tensor;

/**
 * y = max(0, x), with gradient 0 at 0; NaN stays NaN: {@code torch.relu}.
 *
 * @param x any shape
 */
public record Relu(Variable x) implements UnaryOperation {

  /**
   * Replaces what is negative by 0.
   *
   * @param x any shape
   * @return as x
   */
  public static Variable relu(Variable x) {
    return x.tape().record(new Relu(x));
  }

  @Override
  public void forward(Tensor output) {
    x.backend().pointwise().relu(x.value(), output);
  }

  @Override
  public void backward(Tensor output, Tensor outputGradient, Tensor[] inputGradients) {
    x.backend().pointwise().reluBackward(output, outputGradient, inputGradients[0]);
  }
}
