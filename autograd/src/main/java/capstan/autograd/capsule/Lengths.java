package capstan.autograd.capsule;

import capstan.autograd.Operation;
import capstan.autograd.Variable;
import capstan.core.Expect;
import capstan.core.Shape;
import capstan.core.Tensor;
import java.util.List;

/**
 * |v| of each capsule: the probability that its entity is present (section 2), {@code
 * torch.linalg.norm(v, dim=-1)}. The gradient of a zero capsule's length, which has no direction,
 * is zero. With an ε it is √(|v|² + ε).
 *
 * @param v capsules [B, J, E]
 * @param epsilon ε, at least 0
 */
public record Lengths(Variable v, float epsilon) implements Operation {

  /** Checks the input. */
  public Lengths {
    Expect.of("lengths").shape("capsules [B, J, E]", v);
  }

  /**
   * Measures each capsule.
   *
   * @param v capsules [B, J, E]
   * @return [B, J]
   */
  public static Variable lengths(Variable v) {
    return lengths(v, 0);
  }

  /**
   * Measures each capsule, with a slope that stays finite.
   *
   * @param v capsules [B, J, E]
   * @param epsilon added to |v|² under the root
   * @return [B, J]
   */
  public static Variable lengths(Variable v, float epsilon) {
    return v.tape().record(new Lengths(v, epsilon));
  }

  @Override
  public List<Variable> inputs() {
    return List.of(v);
  }

  @Override
  public Shape shape() {
    return Shape.of(v.shape().extent(0), v.shape().extent(1));
  }

  @Override
  public void forward(Tensor output) {
    v.backend().capsules().lengths(v.value(), epsilon, output);
  }

  @Override
  public void backward(Tensor output, Tensor outputGradient, Tensor[] inputGradients) {
    v.backend().capsules().lengthsBackward(v.value(), epsilon, outputGradient, inputGradients[0]);
  }
}
