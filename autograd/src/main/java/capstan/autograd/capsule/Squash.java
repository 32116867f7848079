package capstan.autograd.capsule;

import capstan.autograd.UnaryOperation;
import capstan.autograd.Variable;
import capstan.core.Tensor;

/**
 * Equation 1: keeps a capsule's direction and squashes its length to below 1, v = q / (1 + q) · s /
 * √(q + ε) with q = |s|². Value and gradient are finite everywhere, a zero capsule included.
 * PyTorch has it only as {@code s * q / (1 + q) / torch.sqrt(q + epsilon)}.
 *
 * @param x capsules s, the last axis their dimensions
 * @param epsilon ε, added to the squared norm under the root; may be 0
 */
public record Squash(Variable x, float epsilon) implements UnaryOperation {

  /**
   * Squashes each capsule.
   *
   * @param x capsules s, the last axis their dimensions
   * @param epsilon ε, added to the squared norm under the root; may be 0
   * @return as x
   */
  public static Variable squash(Variable x, float epsilon) {
    return x.tape().record(new Squash(x, epsilon));
  }

  @Override
  public void forward(Tensor output) {
    x.backend().capsules().squash(x.value(), epsilon, output);
  }

  @Override
  public void backward(Tensor output, Tensor outputGradient, Tensor[] inputGradients) {
    x.backend().capsules().squashBackward(x.value(), epsilon, outputGradient, inputGradients[0]);
  }
}
