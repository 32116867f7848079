package capstan.autograd.capsule;

import capstan.autograd.UnaryOperation;
import capstan.autograd.Variable;
import capstan.core.Expect;
import capstan.core.Shape;
import capstan.core.Tensor;

/**
 * |v| of each capsule: the probability that its entity is present (section 2), {@code
 * torch.linalg.norm(v, dim=-1)}. The gradient of a zero capsule's length, which has no direction,
 * is zero. With an ε it is √(|v|² + ε).
 *
 * @param x capsules v [B, J, E]
 * @param epsilon ε, at least 0
 */
public record Lengths(Variable x, float epsilon) implements UnaryOperation {

  /** Checks the input. */
  public Lengths {
    Expect.of("lengths").shape("capsules [B, J, E]", x);
  }

  /**
   * Measures each capsule.
   *
   * @param x capsules v [B, J, E]
   * @return [B, J]
   */
  public static Variable lengths(Variable x) {
    return lengths(x, 0);
  }

  /**
   * Measures each capsule, with a slope that stays finite.
   *
   * @param x capsules v [B, J, E]
   * @param epsilon added to |v|² under the root
   * @return [B, J]
   */
  public static Variable lengths(Variable x, float epsilon) {
    return x.tape().record(new Lengths(x, epsilon));
  }

  @Override
  public Shape shape() {
    return Shape.of(x.shape().extent(0), x.shape().extent(1));
  }

  @Override
  public void forward(Tensor output) {
    x.backend().capsules().lengths(x.value(), epsilon, output);
  }

  @Override
  public void backward(Tensor output, Tensor outputGradient, Tensor[] inputGradients) {
    x.backend().capsules().lengthsBackward(x.value(), epsilon, outputGradient, inputGradients[0]);
  }
}
