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
 * is zero.
 *
 * @param v capsules [B, J, E]
 */
public record Lengths(Variable v) implements Operation {

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
    return v.tape().record(new Lengths(v));
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
    v.backend().capsules().lengths(v.value(), output);
  }

  @Override
  public void backward(Tensor output, Tensor outputGradient, Tensor[] inputGradients) {
    v.backend().capsules().lengthsBackward(v.value(), outputGradient, inputGradients[0]);
  }
}
