package capstan.autograd.op;

import capstan.autograd.Operation;
import capstan.autograd.Tape;
import capstan.autograd.Variable;
import capstan.core.Shape;
import capstan.core.Tensor;
import capstan.core.kernel.Capsules;
import java.util.List;

/**
 * |v| of each capsule: the probability that its entity is present (section 2). The gradient of a
 * zero capsule's length, which has no direction, is zero.
 */
public final class Lengths implements Operation {
  private final Capsules capsules;
  private final Variable v;

  private Lengths(Tape tape, Variable v) {
    this.capsules = tape.backend().capsules();
    this.v = v;
  }

  /**
   * Records it.
   *
   * @param tape the tape
   * @param v capsules [B, J, E]
   * @return [B, J]
   */
  public static Variable lengths(Tape tape, Variable v) {
    Expect.rank("lengths", "capsules", v, 3);
    return tape.record(new Lengths(tape, v));
  }

  @Override
  public String name() {
    return "lengths";
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
    capsules.lengths(v.value(), output);
  }

  @Override
  public void backward(Tensor output, Tensor outputGradient, Tensor[] inputGradients) {
    capsules.lengthsBackward(v.value(), outputGradient, inputGradients[0]);
  }
}
