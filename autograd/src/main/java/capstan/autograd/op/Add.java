package capstan.autograd.op;

import capstan.autograd.Operation;
import capstan.autograd.Tape;
import capstan.autograd.Variable;
import capstan.core.Shape;
import capstan.core.Tensor;
import capstan.core.kernel.Pointwise;
import java.util.List;

/** y = a + b, element by element. */
public final class Add implements Operation {
  private final Pointwise pointwise;
  private final Variable a;
  private final Variable b;

  private Add(Tape tape, Variable a, Variable b) {
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
  public static Variable add(Tape tape, Variable a, Variable b) {
    Expect.sameShape("add", a, b);
    return tape.record(new Add(tape, a, b));
  }

  @Override
  public String name() {
    return "add";
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
    pointwise.add(a.value(), b.value(), output);
  }

  @Override
  public void backward(Tensor output, Tensor outputGradient, Tensor[] inputGradients) {
    for (Tensor inputGradient : inputGradients) {
      if (inputGradient != null) {
        inputGradient.copyFrom(outputGradient);
      }
    }
  }
}
