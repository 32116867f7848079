package capstan.autograd.check;

import capstan.autograd.UnaryOperation;
import capstan.autograd.Variable;
import capstan.core.Tensor;

/** y = x³, an operation of a user's own; the gradient can be made wrong by a factor. */
record Cube(Variable x, float factor) implements UnaryOperation {
  static Variable cube(Variable x) {
    return x.tape().record(new Cube(x, 3));
  }

  static Variable wrong(Variable x, float factor) {
    return x.tape().record(new Cube(x, factor));
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
