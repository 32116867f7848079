package capstan.autograd.op;

import capstan.autograd.Operation;
import capstan.autograd.Tape;
import capstan.autograd.Variable;
import capstan.core.Shape;
import capstan.core.Tensor;
import capstan.core.kernel.Pointwise;
import java.util.List;

/** y = a · b, element by element. */
public final class Multiply implements Operation {
  private final Pointwise pointwise;
  private final Variable a;
  private final Variable b;

  private Multiply(Tape tape, Variable a, Variable b) {
    this.pointwise = tape.backend().pointwise();
    this.a = a;
    this.b = b;
  }

  /**
   * Records it.
   *
   * @param tape the tape
   * @param a any shape
   * @param b as a; may be a
   * @return as a
   * @throws IllegalArgumentException if the shapes differ
   */
  public static Variable multiply(Tape tape, Variable a, Variable b) {
    Expect.sameShape("multiply", a, b);
    return tape.record(new Multiply(tape, a, b));
  }

  @Override
  public String name() {
    return "multiply";
  }

  @Override
  public List<Variable> inputs() {
    return List.of(a, b);
  }

  @Override
  public Shape shape() {
    return a.shape();
  }

  @Override
  public void forward(Tensor output) {
    pointwise.multiply(a.value(), b.value(), output);
  }

  @Override
  public void backward(Tensor output, Tensor outputGradient, Tensor[] inputGradients) {
    if (inputGradients[0] != null) {
      pointwise.multiply(outputGradient, b.value(), inputGradients[0]);
    }
    if (inputGradients[1] != null) {
      pointwise.multiply(outputGradient, a.value(), inputGradients[1]);
    }
  }
}
