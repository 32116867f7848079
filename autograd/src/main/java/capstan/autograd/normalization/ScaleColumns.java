package capstan.autograd.normalization;

import capstan.autograd.Operation;
import capstan.autograd.Variable;
import capstan.core.Expect;
import capstan.core.Tensor;
import java.util.List;

/**
 * y = x · factors + summands, the same in every row: {@code x * factors + summands} with PyTorch's
 * broadcasting.
 *
 * @param x [B, …, columns]
 * @param factors [2, columns]: factors, and below them summands
 * @param zeros [columns], for the gradient
 */
public record ScaleColumns(Variable x, Variable factors, Tensor zeros) implements Operation {

  /**
   * Multiplies and adds.
   *
   * @param x [B, …, columns]
   * @param factors [2, columns]: factors, and below them summands
   * @return as x
   * @throws IllegalArgumentException if the columns are not as many
   */
  public static Variable scaleColumns(Variable x, Variable factors) {
    int columns = x.shape().columns();
    Expect.of("scale columns").elements("factors", 2 * columns, factors);
    return x.tape().record(new ScaleColumns(x, factors, Tensor.zeros(columns)));
  }

  @Override
  public List<Variable> inputs() {
    return List.of(x, factors);
  }

  @Override
  public void forward(Tensor output) {
    Tensor value = factors.value();
    x.backend().pointwise().scaleColumns(x.value(), row(value, 0), row(value, 1), output);
  }

  @Override
  public void backward(Tensor output, Tensor outputGradient, Tensor[] inputGradients) {
    if (inputGradients[1] != null) {
      x.backend()
          .reduction()
          .columnProducts(x.value(), zeros, outputGradient, zeros, row(inputGradients[1], 0));
      x.backend().reduction().columnSums(outputGradient, row(inputGradients[1], 1));
    }
    if (inputGradients[0] != null) {
      x.backend()
          .pointwise()
          .scaleColumns(outputGradient, row(factors.value(), 0), zeros, inputGradients[0]);
    }
  }

  private static Tensor row(Tensor both, int index) {
    return both.slice(index, 1).reshape(both.shape().columns());
  }
}
