package capstan.autograd.op;

import capstan.autograd.ScalarOperation;
import capstan.autograd.UnaryOperation;
import capstan.autograd.Variable;
import capstan.core.Expect;
import capstan.core.Tensor;

/**
 * Mean of all elements, summed in double precision: {@code torch.mean}.
 *
 * @param x any shape, not empty
 */
public record Mean(Variable x) implements UnaryOperation, ScalarOperation {

  /** Checks the input. */
  public Mean {
    Expect.of("mean").notEmpty(x);
  }

  /**
   * Averages all elements.
   *
   * @param x any shape, not empty
   * @return a scalar, shape []
   */
  public static Variable mean(Variable x) {
    return x.tape().record(new Mean(x));
  }

  @Override
  public void forward(Tensor output) {
    Elements.set(output, 0, x.backend().reduction().sum(x.value()) / x.shape().elements());
  }

  @Override
  public void backward(Tensor output, Tensor outputGradient, Tensor[] inputGradients) {
    inputGradients[0].fill(Elements.get(outputGradient, 0) / x.shape().elements());
  }
}
