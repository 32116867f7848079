package capstan.autograd.op;

import capstan.autograd.Operation;
import capstan.autograd.Variable;
import capstan.core.Expect;
import capstan.core.Tensor;
import java.util.List;

/**
 * y = a + b, element by element: {@code torch.add}.
 *
 * @param a any shape
 * @param b as a; may be a
 */
public record Add(Variable a, Variable b) implements Operation {

  /** Checks that the shapes are the same. */
  public Add {
    Expect.of("add").sameShape(a, b);
  }

  /**
   * Adds element by element.
   *
   * @param a any shape
   * @param b as a; may be a
   * @return as a
   * @throws IllegalArgumentException if the shapes differ
   */
  public static Variable add(Variable a, Variable b) {
    return a.tape().record(new Add(a, b));
  }

  @Override
  public List<Variable> inputs() {
    return List.of(a, b);
  }

  @Override
  public void forward(Tensor output) {
    a.backend().pointwise().add(a.value(), b.value(), output);
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
