package capstan.autograd.op;

import capstan.autograd.Operation;
import capstan.autograd.Variable;
import capstan.core.Expect;
import capstan.core.Shape;
import capstan.core.Tensor;
import java.util.List;

/**
 * y = a · b of two matrices: {@code torch.mm}.
 *
 * @param a [rows, inner]
 * @param b [inner, columns]
 */
public record MatrixProduct(Variable a, Variable b) implements Operation {

  /** Checks that the shapes fit. */
  public MatrixProduct {
    Expect.of("matrix product").shape("a [rows, inner]", a).shape("b [inner, columns]", b);
  }

  /**
   * Multiplies two matrices.
   *
   * @param a [rows, inner]
   * @param b [inner, columns]; may be a
   * @return [rows, columns]
   * @throws IllegalArgumentException if the shapes do not fit
   */
  public static Variable multiply(Variable a, Variable b) {
    return a.tape().record(new MatrixProduct(a, b));
  }

  @Override
  public List<Variable> inputs() {
    return List.of(a, b);
  }

  @Override
  public Shape shape() {
    return Shape.of(a.shape().extent(0), b.shape().extent(1));
  }

  @Override
  public void forward(Tensor output) {
    a.backend().gemm().multiply(a.value(), false, b.value(), false, output);
  }

  @Override
  public void backward(Tensor output, Tensor outputGradient, Tensor[] inputGradients) {
    if (inputGradients[0] != null) {
      a.backend().gemm().multiply(outputGradient, false, b.value(), true, inputGradients[0]);
    }
    if (inputGradients[1] != null) {
      a.backend().gemm().multiply(a.value(), true, outputGradient, false, inputGradients[1]);
    }
  }
}
