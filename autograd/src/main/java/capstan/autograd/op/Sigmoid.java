package capstan.autograd.op;

import capstan.autograd.Operation;
import capstan.autograd.Tape;
import capstan.autograd.Variable;
import capstan.core.Shape;
import capstan.core.Tensor;
import capstan.core.kernel.Pointwise;
import java.util.List;

/** y = 1 / (1 + exp(−x)). */
public final class Sigmoid implements Operation {
  private final Pointwise pointwise;
  private final Variable x;

  private Sigmoid(Tape tape, Variable x) {
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
  public static Variable sigmoid(Tape tape, Variable x) {
    return tape.record(new Sigmoid(tape, x));
  }

  @Override
  public String name() {
    return "sigmoid";
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
    pointwise.sigmoid(x.value(), output);
  }

  @Override
  public void backward(Tensor output, Tensor outputGradient, Tensor[] inputGradients) {
    pointwise.sigmoidBackward(output, outputGradient, inputGradients[0]);
  }
}
