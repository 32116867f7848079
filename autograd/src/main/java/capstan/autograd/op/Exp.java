package capstan.autograd.op;

import capstan.autograd.Operation;
import capstan.autograd.Variable;
import capstan.core.Tensor;
import java.util.List;

/**
 * y = exp(x): {@code torch.exp}.
 *
 * @param x any shape
 */
public record Exp(Variable x) implements Operation {

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
  public List<Variable> inputs() {
    return List.of(x);
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
