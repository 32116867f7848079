package capstan.autograd.op;

import capstan.autograd.Operation;
import capstan.autograd.Tape;
import capstan.autograd.Variable;
import capstan.core.Shape;
import capstan.core.Tensor;
import java.util.List;

/**
 * y = exp(x) / Σ exp(x) over the last axis. On routing logits [B, I, J] that is over the output
 * capsules: each input capsule shares itself out among them (equation 3).
 */
public final class Softmax implements Operation {
  private final capstan.core.kernel.Softmax kernel;
  private final Variable x;

  private Softmax(Tape tape, Variable x) {
    this.kernel = tape.backend().softmax();
    this.x = x;
  }

  /**
   * Records it.
   *
   * @param tape the tape
   * @param x at least one axis; the last is normalised
   * @return as x
   */
  public static Variable softmax(Tape tape, Variable x) {
    return tape.record(new Softmax(tape, x));
  }

  @Override
  public String name() {
    return "softmax";
  }

  @Override
  public List<Variable> inputs() {
    return List.of(x);
  }

  @Override
  public Shape shape() {
    return x.shape();
  }

  @Override
  public void forward(Tensor output) {
    kernel.forward(x.value(), output);
  }

  @Override
  public void backward(Tensor output, Tensor outputGradient, Tensor[] inputGradients) {
    kernel.backward(output, outputGradient, inputGradients[0]);
  }
}
