package capstan.autograd.capsule;

import capstan.autograd.Operation;
import capstan.autograd.Variable;
import capstan.core.Tensor;
import java.util.List;

/**
 * The squash of Efficient-CapsNet (Mazzia and others, 2021, equation 4), v = (1 − exp(−|s|)) · s /
 * |s|: short capsules stay as they are, long ones get the length 1. Value and gradient are finite
 * everywhere; of a zero capsule they are zero and the identity.
 *
 * @param s capsules, the last axis their dimensions
 */
public record ExponentialSquash(Variable s) implements Operation {

  /**
   * Squashes each capsule.
   *
   * @param s capsules, the last axis their dimensions
   * @return as s
   */
  public static Variable squash(Variable s) {
    return s.tape().record(new ExponentialSquash(s));
  }

  @Override
  public List<Variable> inputs() {
    return List.of(s);
  }

  @Override
  public void forward(Tensor output) {
    s.backend().capsules().exponentialSquash(s.value(), output);
  }

  @Override
  public void backward(Tensor output, Tensor outputGradient, Tensor[] inputGradients) {
    s.backend().capsules().exponentialSquashBackward(s.value(), outputGradient, inputGradients[0]);
  }
}
