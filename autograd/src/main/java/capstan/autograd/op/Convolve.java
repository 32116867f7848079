package capstan.autograd.op;

import capstan.autograd.Operation;
import capstan.autograd.Tape;
import capstan.autograd.Variable;
import capstan.core.Shape;
import capstan.core.Tensor;
import capstan.core.kernel.Backend;
import capstan.core.kernel.ConvolutionGeometry;
import capstan.core.kernel.ConvolutionPlan;
import java.util.List;

/** Two-dimensional convolution with a bias, channels last, alone or with a ReLU after it. */
public final class Convolve implements Operation {
  private final Backend backend;
  private final ConvolutionPlan plan;
  private final Variable x;
  private final Variable weight;
  private final Variable bias;
  private final boolean relu;
  private final boolean weightIsParameter;

  private Convolve(
      Tape tape,
      Variable x,
      Variable weight,
      Variable bias,
      int stride,
      int padding,
      boolean relu) {
    this.backend = tape.backend();
    this.x = x;
    this.weight = weight;
    this.bias = bias;
    this.relu = relu;
    this.weightIsParameter = tape.isParameter(weight);
    Shape image = x.shape();
    Shape kernel = weight.shape();
    this.plan =
        backend
            .convolution()
            .plan(
                new ConvolutionGeometry(
                    image.extent(0),
                    image.extent(1),
                    image.extent(2),
                    image.extent(3),
                    kernel.extent(3),
                    kernel.extent(0),
                    kernel.extent(1),
                    stride,
                    padding),
                tape.workspace());
  }

  /**
   * Records a convolution.
   *
   * @param tape the tape
   * @param x [B, height, width, inChannels]
   * @param weight [kernelHeight, kernelWidth, inChannels, outChannels]
   * @param bias [outChannels]
   * @param stride step of the kernel on both axes
   * @param padding zeros added on each of the four sides
   * @return [B, outHeight, outWidth, outChannels]
   * @throws IllegalArgumentException if the shapes do not fit
   */
  public static Variable convolve(
      Tape tape, Variable x, Variable weight, Variable bias, int stride, int padding) {
    return record(tape, x, weight, bias, stride, padding, false);
  }

  /**
   * Records a convolution with a ReLU after it. The same numbers as the two in turn, but what lies
   * between them is never stored: for Conv1 at batch 128 that saves 100 MB and the time to move it.
   *
   * @param tape the tape
   * @param x [B, height, width, inChannels]
   * @param weight [kernelHeight, kernelWidth, inChannels, outChannels]
   * @param bias [outChannels]
   * @param stride step of the kernel on both axes
   * @param padding zeros added on each of the four sides
   * @return [B, outHeight, outWidth, outChannels]
   * @throws IllegalArgumentException if the shapes do not fit
   */
  public static Variable convolveRelu(
      Tape tape, Variable x, Variable weight, Variable bias, int stride, int padding) {
    return record(tape, x, weight, bias, stride, padding, true);
  }

  private static Variable record(
      Tape tape,
      Variable x,
      Variable weight,
      Variable bias,
      int stride,
      int padding,
      boolean relu) {
    Expect.rank("convolution", "x", x, 4);
    Expect.rank("convolution", "weight", weight, 4);
    Shape kernel = weight.shape();
    Expect.shape(
        "convolution",
        "weight",
        weight,
        kernel.extent(0),
        kernel.extent(1),
        x.shape().extent(3),
        kernel.extent(3));
    Expect.shape("convolution", "bias", bias, kernel.extent(3));
    return tape.record(new Convolve(tape, x, weight, bias, stride, padding, relu));
  }

  @Override
  public String name() {
    return relu ? "convolution and relu" : "convolution";
  }

  @Override
  public List<Variable> inputs() {
    return List.of(x, weight, bias);
  }

  @Override
  public Shape shape() {
    ConvolutionGeometry geometry = plan.geometry();
    return Shape.of(
        geometry.batch(), geometry.outHeight(), geometry.outWidth(), geometry.outChannels());
  }

  @Override
  public void keepParameters(boolean kept) {
    plan.keepWeights(kept && weightIsParameter);
  }

  @Override
  public void forward(Tensor output) {
    if (relu && plan.fusesRelu()) {
      plan.forwardRelu(x.value(), weight.value(), bias.value(), output);
      return;
    }
    plan.forward(x.value(), weight.value(), bias.value(), output);
    if (relu) {
      backend.pointwise().relu(output, output);
    }
  }

  @Override
  public void backward(Tensor output, Tensor outputGradient, Tensor[] inputGradients) {
    boolean parametersAlone =
        inputGradients[0] == null && inputGradients[1] != null && inputGradients[2] != null;
    if (relu && parametersAlone && plan.fusesRelu()) {
      plan.backwardParametersRelu(
          x.value(), output, outputGradient, inputGradients[1], inputGradients[2]);
      return;
    }
    if (relu) {
      // ReLU's output tells where its input was positive, and outputGradient is ours to overwrite.
      backend.pointwise().reluBackward(output, outputGradient, outputGradient);
    }
    if (inputGradients[0] != null) {
      plan.backwardInput(outputGradient, weight.value(), inputGradients[0]);
    }
    if (inputGradients[1] != null) {
      plan.backwardWeight(x.value(), outputGradient, inputGradients[1]);
    }
    if (inputGradients[2] != null) {
      backend.reduction().columnSums(outputGradient, inputGradients[2]);
    }
  }
}
