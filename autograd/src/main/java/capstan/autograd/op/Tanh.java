package capstan.autograd.op;

import capstan.autograd.Operation;
import capstan.autograd.Variable;
import capstan.core.Tensor;
import capstan.core.kernel.Pointwise;
import java.util.List;

/**
 * y = tanh(x): {@code torch.tanh}.
 *
 * @param x any shape
 */
public record Tanh(Variable x) implements Operation {

  /**
   * The hyperbolic tangent of each element.
   *
   * @param x any shape
   * @return as x
   */
  public static Variable tanh(Variable x) {
    return x.tape().record(new Tanh(x));
  }

  @Override
  public List<Variable> inputs() {
    return List.of(x);
  }

  @Override
  public void forward(Tensor output) {
    x.backend().pointwise().tanh(x.value(), output);
  }

  @Override
  public void backward(Tensor output, Tensor outputGradient, Tensor[] inputGradients) {
    // dx = dy − dy · y · y
    Pointwise pointwise = x.backend().pointwise();
    Tensor dx = inputGradients[0];
    pointwise.multiply(outputGradient, output, dx);
    pointwise.multiply(dx, output, dx);
    pointwise.scaledDifference(outputGradient, dx, 1, dx);
  }
}
