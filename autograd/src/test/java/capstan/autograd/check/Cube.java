package capstan.autograd.check;

import capstan.autograd.Operation;
import capstan.autograd.Tape;
import capstan.autograd.Variable;
import capstan.core.Shape;
import capstan.core.Tensor;
import java.util.List;

/** y = x³, an operation of a user's own; the gradient can be made wrong by a factor. */
final class Cube implements Operation {
  private final Variable x;
  private final float factor;

  private Cube(Variable x, float factor) {
    this.x = x;
    this.factor = factor;
  }

  static Variable cube(Tape tape, Variable x) {
    return tape.record(new Cube(x, 3));
  }

  static Variable wrong(Tape tape, Variable x, float factor) {
    return tape.record(new Cube(x, factor));
  }

  @Override
  public String name() {
    return "cube";
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
    for (int i = 0; i < output.elements(); i++) {
      float each = x.value().array()[x.value().offset() + i];
      output.array()[output.offset() + i] = each * each * each;
    }
  }

  @Override
  public void backward(Tensor output, Tensor outputGradient, Tensor[] inputGradients) {
    Tensor gradient = inputGradients[0];
    for (int i = 0; i < output.elements(); i++) {
      float each = x.value().array()[x.value().offset() + i];
      gradient.array()[gradient.offset() + i] =
          outputGradient.array()[outputGradient.offset() + i] * factor * each * each;
    }
  }
}
