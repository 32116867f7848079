package capstan.autograd.check;

import capstan.autograd.UnaryOperation;
import capstan.autograd.Variable;
import capstan.core.Tensor;
import java.util.function.DoubleUnaryOperator;

/**
 * y = f(x) with a slope of its own, which may be wrong.
 *
 * @param x its input
 * @param f the function
 * @param slope what is taken for its derivative
 * @param overwrites whether it puts its output into its input too, which no operation may
 */
record Elementwise(Variable x, DoubleUnaryOperator f, DoubleUnaryOperator slope, boolean overwrites)
    implements UnaryOperation {
  @Override
  public void forward(Tensor output) {
    for (int i = 0; i < output.elements(); i++) {
      float y = (float) f.applyAsDouble(x.value().array()[x.value().offset() + i]);
      output.array()[output.offset() + i] = y;
      if (overwrites) {
        x.value().array()[x.value().offset() + i] = y;
      }
    }
  }

  @Override
  public void backward(Tensor output, Tensor outputGradient, Tensor[] inputGradients) {
    Tensor gradient = inputGradients[0];
    for (int i = 0; i < output.elements(); i++) {
      double each = slope.applyAsDouble(x.value().array()[x.value().offset() + i]);
      gradient.array()[gradient.offset() + i] =
          (float) (outputGradient.array()[outputGradient.offset() + i] * each);
    }
  }
}
