package capstan.autograd.op;

import capstan.autograd.Operation;
import capstan.autograd.Tape;
import capstan.autograd.Variable;
import capstan.core.Shape;
import capstan.core.Tensor;
import capstan.core.kernel.Reduction;
import java.util.List;

/** Mean of all elements, summed in double precision, as a scalar. */
public final class Mean implements Operation {
  private final Reduction reduction;
  private final Variable x;

  private Mean(Tape tape, Variable x) {
    this.reduction = tape.backend().reduction();
    this.x = x;
  }

  /**
   * Records it.
   *
   * @param tape the tape
   * @param x any shape, not empty
   * @return a scalar, shape []
   */
  public static Variable mean(Tape tape, Variable x) {
    Expect.notEmpty("mean", x);
    return tape.record(new Mean(tape, x));
  }

  @Override
  public String name() {
    return "mean";
  }

  @Override
  public List<Variable> inputs() {
    return List.of(x);
  }

  @Override
  public Shape shape() {
    return Shape.of();
  }

  @Override
  public void forward(Tensor output) {
    Scalar.set(output, reduction.sum(x.value()) / x.shape().elements());
  }

  @Override
  public void backward(Tensor output, Tensor outputGradient, Tensor[] inputGradients) {
    inputGradients[0].fill(Scalar.get(outputGradient) / x.shape().elements());
  }
}
