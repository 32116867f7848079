package capstan.autograd.op;

import capstan.autograd.Operation;
import capstan.autograd.Tape;
import capstan.autograd.Variable;
import capstan.core.Shape;
import capstan.core.Tensor;
import capstan.core.kernel.Capsules;
import java.util.List;

/**
 * Equation 1: keeps a capsule's direction and squashes its length to below 1, v = q / (1 + q) · s /
 * √(q + ε) with q = |s|². Value and gradient are finite everywhere, a zero capsule included.
 */
public final class Squash implements Operation {
  private final Capsules capsules;
  private final Variable s;
  private final float epsilon;

  private Squash(Tape tape, Variable s, float epsilon) {
    this.capsules = tape.backend().capsules();
    this.s = s;
    this.epsilon = epsilon;
  }

  /**
   * Records it.
   *
   * @param tape the tape
   * @param s capsules, the last axis their dimensions
   * @param epsilon ε, added to the squared norm under the root; may be 0
   * @return as s
   */
  public static Variable squash(Tape tape, Variable s, float epsilon) {
    return tape.record(new Squash(tape, s, epsilon));
  }

  @Override
  public String name() {
    return "squash";
  }

  @Override
  public List<Variable> inputs() {
    return List.of(s);
  }

  @Override
  public Shape shape() {
    return s.shape();
  }

  @Override
  public void forward(Tensor output) {
    capsules.squash(s.value(), epsilon, output);
  }

  @Override
  public void backward(Tensor output, Tensor outputGradient, Tensor[] inputGradients) {
    capsules.squashBackward(s.value(), epsilon, outputGradient, inputGradients[0]);
  }
}
