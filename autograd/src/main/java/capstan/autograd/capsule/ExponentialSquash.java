package capstan.autograd.capsule;

import capstan.autograd.UnaryOperation;
import capstan.autograd.Variable;
import capstan.core.Tensor;

/**
 * The squash of Efficient-CapsNet (Mazzia and others, 2021, equation 4), v = (1 − exp(−|s|)) · s /
 * |s|: short capsules stay as they are, long ones get the length 1. Value and gradient are finite
 * everywhere; of a zero capsule they are zero and the identity.
 *
 * @param x capsules s, the last axis their dimensions
 */
public record ExponentialSquash(Variable x) implements UnaryOperation {

  /**
   * Squashes each capsule.
   *
   * @param x capsules s, the last axis their dimensions
   * @return as x
   */
  public static Variable squash(Variable x) {
    return x.tape().record(new ExponentialSquash(x));
  }

  @Override
  public void forward(Tensor output) {
    x.backend().capsules().exponentialSquash(x.value(), output);
  }

  @Override
  public void backward(Tensor output, Tensor outputGradient, Tensor[] inputGradients) {
    x.backend().capsules().exponentialSquashBackward(x.value(), outputGradient, inputGradients[0]);
  }
}
