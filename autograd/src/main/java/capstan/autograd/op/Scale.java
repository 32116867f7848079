package capstan.autograd.op;

import capstan.autograd.Operation;
import capstan.autograd.Tape;
import capstan.autograd.Variable;
import capstan.core.Shape;
import capstan.core.Tensor;
import capstan.core.kernel.Pointwise;
import java.util.List;

/** y = factor · x, the factor a fixed number. */
public final class Scale implements Operation {
  private final Pointwise pointwise;
  private final Variable x;
  private final float factor;

  private Scale(Tape tape, Variable x, float factor) {
    this.pointwise = tape.backend().pointwise();
    this.x = x;
    this.factor = factor;
  }

  /**
   * Records it.
   *
   * @param tape the tape
   * @param x any shape
   * @param factor the factor
   * @return as x
   */
  public static Variable scale(Tape tape, Variable x, float factor) {
    return tape.record(new Scale(tape, x, factor));
  }

  @Override
  public String name() {
    return "scale";
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
    pointwise.scale(x.value(), factor, output);
  }

  @Override
  public void backward(Tensor output, Tensor outputGradient, Tensor[] inputGradients) {
    pointwise.scale(outputGradient, factor, inputGradients[0]);
  }
}
