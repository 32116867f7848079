package capstan.autograd.op;

import capstan.autograd.Operation;
import capstan.autograd.Variable;
import capstan.core.Expect;
import capstan.core.Tensor;
import java.util.List;

/**
 * y = a · b, element by element: {@code torch.mul}.
 *
 * @param a any shape
 * @param b as a; may be a
 */
public record Multiply(Variable a, Variable b) implements Operation {

  /** Checks that the shapes are the same. */
  public Multiply {
    Expect.of("multiply").sameShape(a, b);
  }

  /**
   * Multiplies element by element.
   *
   * @param a any shape
   * @param b as a; may be a
   * @return as a
   * @throws IllegalArgumentException if the shapes differ
   */
  public static Variable multiply(Variable a, Variable b) {
    return a.tape().record(new Multiply(a, b));
  }

  @Override
  public List<Variable> inputs() {
    return List.of(a, b);
  }

  @Override
  public void forward(Tensor output) {
    a.backend().pointwise().multiply(a.value(), b.value(), output);
  }

  @Override
  public void backward(Tensor output, Tensor outputGradient, Tensor[] inputGradients) {
    if (inputGradients[0] != null) {
      a.backend().pointwise().multiply(outputGradient, b.value(), inputGradients[0]);
    }
    if (inputGradients[1] != null) {
      a.backend().pointwise().multiply(outputGradient, a.value(), inputGradients[1]);
    }
  }
}
