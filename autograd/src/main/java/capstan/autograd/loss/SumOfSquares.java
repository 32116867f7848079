package capstan.autograd.loss;

import capstan.autograd.ScalarOperation;
import capstan.autograd.Variable;
import capstan.autograd.op.Elements;
import capstan.core.Expect;
import capstan.core.Tensor;
import java.util.List;

/**
 * Σ (x − target)² over everything, batch included, {@code
 * torch.nn.functional.mse_loss(reduction="sum")}: the reconstruction loss before its weight.
 *
 * @param x any shape
 * @param target as x; a constant
 */
public record SumOfSquares(Variable x, Variable target) implements ScalarOperation {

  /** Checks that the shapes are the same. */
  public SumOfSquares {
    Expect.of("sum of squares").sameShape(x, target);
    target.requireConstant("sum of squares", "target");
  }

  /**
   * Compares with a target.
   *
   * @param x any shape
   * @param target as x; a constant
   * @return a scalar, shape []
   * @throws IllegalArgumentException if the shapes differ
   */
  public static Variable sumOfSquares(Variable x, Variable target) {
    return x.tape().record(new SumOfSquares(x, target));
  }

  @Override
  public List<Variable> inputs() {
    return List.of(x, target);
  }

  @Override
  public void forward(Tensor output) {
    double sum = x.backend().reduction().sumOfSquaredDifferences(x.value(), target.value());
    Elements.set(output, 0, sum);
  }

  @Override
  public void backward(Tensor output, Tensor outputGradient, Tensor[] inputGradients) {
    float factor = 2 * Elements.get(outputGradient, 0);
    x.backend().pointwise().scaledDifference(x.value(), target.value(), factor, inputGradients[0]);
  }
}
