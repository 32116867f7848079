package capstan.autograd.op;

import capstan.autograd.UnaryOperation;
import capstan.autograd.Variable;
import capstan.core.Tensor;
import capstan.core.kernel.Pointwise;

/**
 * y = tanh(x): {@code torch.tanh}.
 *
 * @param x any shape
 */
public record Tanh(Variable x) implements UnaryOperation {

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
