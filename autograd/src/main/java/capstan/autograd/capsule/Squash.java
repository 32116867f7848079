package capstan.autograd.capsule;

import capstan.autograd.Operation;
import capstan.autograd.Variable;
import capstan.core.Tensor;
import java.util.List;

/**
 * Equation 1: keeps a capsule's direction and squashes its length to below 1, v = q / (1 + q) · s /
 * √(q + ε) with q = |s|². Value and gradient are finite everywhere, a zero capsule included.
 * PyTorch has it only as {@code s * q / (1 + q) / torch.sqrt(q + epsilon)}.
 *
 * @param s capsules, the last axis their dimensions
 * @param epsilon ε, added to the squared norm under the root; may be 0
 */
public record Squash(Variable s, float epsilon) implements Operation {

  /**
   * Squashes each capsule.
   *
   * @param s capsules, the last axis their dimensions
   * @param epsilon ε, added to the squared norm under the root; may be 0
   * @return as s
   */
  public static Variable squash(Variable s, float epsilon) {
    return s.tape().record(new Squash(s, epsilon));
  }

  @Override
  public List<Variable> inputs() {
    return List.of(s);
  }

  @Override
  public void forward(Tensor output) {
    s.backend().capsules().squash(s.value(), epsilon, output);
  }

  @Override
  public void backward(Tensor output, Tensor outputGradient, Tensor[] inputGradients) {
    s.backend().capsules().squashBackward(s.value(), epsilon, outputGradient, inputGradients[0]);
  }
}
