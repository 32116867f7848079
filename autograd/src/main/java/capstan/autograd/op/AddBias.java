package capstan.autograd.op;

import capstan.autograd.Operation;
import capstan.autograd.Variable;
import capstan.core.Expect;
import capstan.core.Shape;
import capstan.core.Tensor;
import java.util.Arrays;
import java.util.List;

/**
 * y = x + bias, the same bias in every row: {@code x + bias} with PyTorch's broadcasting.
 *
 * @param x [rows, columns]
 * @param bias [columns]
 */
public record AddBias(Variable x, Variable bias) implements Operation {

  /** Checks that the bias fits. */
  public AddBias {
    Expect.of("add bias").shape("x [rows, columns]", x).shape("bias [columns]", bias);
  }

  /**
   * Adds the same bias to every image, that is, to every entry of x's outermost axis.
   *
   * @param x [B, …], such as [B, J, E] or [rows, columns]
   * @param bias the shape of x without its first axis, such as [J, E] or [columns]
   * @return as x
   * @throws IllegalArgumentException if the bias does not fit
   */
  public static Variable addBias(Variable x, Variable bias) {
    int[] extents = x.shape().extents();
    Shape row = Shape.of(Arrays.copyOfRange(extents, 1, extents.length));
    Expect.of("add bias").shape("bias", row, bias);
    Variable rows = x.reshape(extents[0], row.elements());
    return x.tape().record(new AddBias(rows, bias.reshape(row.elements()))).reshape(x.shape());
  }

  @Override
  public List<Variable> inputs() {
    return List.of(x, bias);
  }

  @Override
  public void forward(Tensor output) {
    x.backend().pointwise().addBias(x.value(), bias.value(), output);
  }

  @Override
  public void backward(Tensor output, Tensor outputGradient, Tensor[] inputGradients) {
    if (inputGradients[0] != null) {
      inputGradients[0].copyFrom(outputGradient);
    }
    if (inputGradients[1] != null) {
      x.backend().reduction().columnSums(outputGradient, inputGradients[1]);
    }
  }
}
