package capstan.autograd.op;

import capstan.autograd.Operation;
import capstan.autograd.Tape;
import capstan.autograd.Variable;
import capstan.core.Shape;
import capstan.core.Tensor;
import capstan.core.kernel.Pointwise;
import java.util.List;

/** y = max(0, x), with gradient 0 at 0; NaN stays NaN. */
public final class Relu implements Operation {
  private final Pointwise pointwise;
  private final Variable x;

  private Relu(Tape tape, Variable x) {
    this.pointwise = tape.backend().pointwise();
    this.x = x;
  }

  /**
   * Records it.
   *
   * @param tape the tape
   * @param x any shape
   * @return as x
   */
  public static Variable relu(Tape tape, Variable x) {
    return tape.record(new Relu(tape, x));
  }

  @Override
  public String name() {
    return "relu";
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
    pointwise.relu(x.value(), output);
  }

  @Override
  public void backward(Tensor output, Tensor outputGradient, Tensor[] inputGradients) {
    pointwise.reluBackward(output, outputGradient, inputGradients[0]);
  }
}
