package capstan.autograd.op;

import capstan.autograd.Operation;
import capstan.autograd.Variable;
import capstan.core.Expect;
import capstan.core.Tensor;
import java.util.List;

/**
 * y = a − b, element by element: {@code torch.sub}.
 *
 * @param a any shape
 * @param b as a; may be a
 */
public record Subtract(Variable a, Variable b) implements Operation {

  /** Checks that the shapes are the same. */
  public Subtract {
    Expect.of("subtract").sameShape(a, b);
  }

  /**
   * Subtracts element by element.
   *
   * @param a any shape
   * @param b as a; may be a
   * @return as a
   * @throws IllegalArgumentException if the shapes differ
   */
  public static Variable subtract(Variable a, Variable b) {
    return a.tape().record(new Subtract(a, b));
  }

  @Override
  public List<Variable> inputs() {
    return List.of(a, b);
  }

  @Override
  public void forward(Tensor output) {
    a.backend().pointwise().scaledDifference(a.value(), b.value(), 1, output);
  }

  @Override
  public void backward(Tensor output, Tensor outputGradient, Tensor[] inputGradients) {
    if (inputGradients[0] != null) {
      inputGradients[0].copyFrom(outputGradient);
    }
    if (inputGradients[1] != null) {
      a.backend().pointwise().scale(outputGradient, -1, inputGradients[1]);
    }
  }
}
