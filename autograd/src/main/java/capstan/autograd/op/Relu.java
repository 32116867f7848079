package capstan.autograd.op;

import capstan.autograd.Operation;
import capstan.autograd.Variable;
import capstan.core.Tensor;
import java.util.List;

/**
 * y = max(0, x), with gradient 0 at 0; NaN stays NaN: {@code torch.relu}.
 *
 * @param x any shape
 */
public record Relu(Variable x) implements Operation {

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
  public List<Variable> inputs() {
    return List.of(x);
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
