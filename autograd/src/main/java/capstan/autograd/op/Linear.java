package capstan.autograd.op;

import capstan.autograd.Operation;
import capstan.autograd.Variable;
import capstan.core.Expect;
import capstan.core.Shape;
import capstan.core.Tensor;
import capstan.core.kernel.Gemm;
import java.util.List;

/**
 * A fully connected layer, y = x · weightᵀ + bias: {@code torch.nn.functional.linear}.
 *
 * @param x [rows, in]
 * @param weight [out, in]
 * @param bias [out]
 */
public record Linear(Variable x, Variable weight, Variable bias) implements Operation {

  /** Checks that the shapes fit. */
  public Linear {
    Expect.of("linear")
        .shape("x [rows, in]", x)
        .shape("weight [out, in]", weight)
        .shape("bias [out]", bias);
  }

  /**
   * Applies a fully connected layer to every row.
   *
   * @param x [rows, in]
   * @param weight [out, in]
   * @param bias [out]
   * @return [rows, out]
   * @throws IllegalArgumentException if the shapes do not fit
   */
  public static Variable linear(Variable x, Variable weight, Variable bias) {
    return x.tape().record(new Linear(x, weight, bias));
  }

  @Override
  public List<Variable> inputs() {
    return List.of(x, weight, bias);
  }

  @Override
  public Shape shape() {
    return Shape.of(x.shape().extent(0), weight.shape().extent(0));
  }

  @Override
  public void forward(Tensor output) {
    x.backend().gemm().multiply(x.value(), false, weight.value(), true, output);
    x.backend().pointwise().addBias(output, bias.value(), output);
  }

  @Override
  public void backward(Tensor output, Tensor outputGradient, Tensor[] inputGradients) {
    Gemm gemm = x.backend().gemm();
    if (inputGradients[0] != null) {
      gemm.multiply(outputGradient, false, weight.value(), false, inputGradients[0]);
    }
    if (inputGradients[1] != null) {
      gemm.multiply(outputGradient, true, x.value(), false, inputGradients[1]);
    }
    if (inputGradients[2] != null) {
      x.backend().reduction().columnSums(outputGradient, inputGradients[2]);
    }
  }
}
