package capstan.autograd.op;

import capstan.autograd.Operation;
import capstan.autograd.Tape;
import capstan.autograd.Variable;
import capstan.core.Shape;
import capstan.core.Tensor;
import capstan.core.kernel.Backend;
import java.util.List;

/** A fully connected layer: y = x · weightᵀ + bias. */
public final class Linear implements Operation {
  private final Backend backend;
  private final Variable x;
  private final Variable weight;
  private final Variable bias;

  private Linear(Tape tape, Variable x, Variable weight, Variable bias) {
    this.backend = tape.backend();
    this.x = x;
    this.weight = weight;
    this.bias = bias;
  }

  /**
   * Records it.
   *
   * @param tape the tape
   * @param x [rows, in]
   * @param weight [out, in]
   * @param bias [out]
   * @return [rows, out]
   * @throws IllegalArgumentException if the shapes do not fit
   */
  public static Variable linear(Tape tape, Variable x, Variable weight, Variable bias) {
    Expect.rank("linear", "x", x, 2);
    Expect.rank("linear", "weight", weight, 2);
    int out = weight.shape().extent(0);
    Expect.shape("linear", "weight", weight, out, x.shape().extent(1));
    Expect.shape("linear", "bias", bias, out);
    return tape.record(new Linear(tape, x, weight, bias));
  }

  @Override
  public String name() {
    return "linear";
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
    backend.gemm().multiply(x.value(), false, weight.value(), true, output);
    backend.pointwise().addBias(output, bias.value(), output);
  }

  @Override
  public void backward(Tensor output, Tensor outputGradient, Tensor[] inputGradients) {
    if (inputGradients[0] != null) {
      backend.gemm().multiply(outputGradient, false, weight.value(), false, inputGradients[0]);
    }
    if (inputGradients[1] != null) {
      backend.gemm().multiply(outputGradient, true, x.value(), false, inputGradients[1]);
    }
    if (inputGradients[2] != null) {
      backend.reduction().columnSums(outputGradient, inputGradients[2]);
    }
  }
}
