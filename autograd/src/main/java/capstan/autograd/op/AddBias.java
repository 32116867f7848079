package capstan.autograd.op;

import capstan.autograd.Operation;
import capstan.autograd.Tape;
import capstan.autograd.Variable;
import capstan.core.Shape;
import capstan.core.Tensor;
import capstan.core.kernel.Backend;
import java.util.Arrays;
import java.util.List;

/** y = x + bias, the same bias for every image (every entry of x's outermost axis). */
public final class AddBias implements Operation {
  private final Backend backend;
  private final Variable x;
  private final Variable bias;

  private AddBias(Tape tape, Variable x, Variable bias) {
    this.backend = tape.backend();
    this.x = x;
    this.bias = bias;
  }

  /**
   * Records it.
   *
   * @param tape the tape
   * @param x [B, …], such as [B, J, E] or [rows, columns]
   * @param bias the shape of x without its first axis, such as [J, E] or [columns]
   * @return as x
   * @throws IllegalArgumentException if the bias does not fit
   */
  public static Variable addBias(Tape tape, Variable x, Variable bias) {
    int[] extents = x.shape().extents();
    Expect.shape("add bias", "bias", bias, Arrays.copyOfRange(extents, 1, extents.length));
    int columns = bias.shape().elements();
    Variable rows = tape.view(x, Shape.of(x.shape().extent(0), columns));
    Variable row = tape.view(bias, Shape.of(columns));
    return tape.view(tape.record(new AddBias(tape, rows, row)), x.shape());
  }

  @Override
  public String name() {
    return "add bias";
  }

  @Override
  public List<Variable> inputs() {
    return List.of(x, bias);
  }

  @Override
  public Shape shape() {
    return x.shape();
  }

  @Override
  public void forward(Tensor output) {
    backend.pointwise().addBias(x.value(), bias.value(), output);
  }

  @Override
  public void backward(Tensor output, Tensor outputGradient, Tensor[] inputGradients) {
    if (inputGradients[0] != null) {
      inputGradients[0].copyFrom(outputGradient);
    }
    if (inputGradients[1] != null) {
      backend.reduction().columnSums(outputGradient, inputGradients[1]);
    }
  }
}
