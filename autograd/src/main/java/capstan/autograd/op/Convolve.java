package capstan.autograd.op;

import capstan.autograd.Operation;
import capstan.autograd.Variable;
import capstan.core.Expect;
import capstan.core.Shape;
import capstan.core.Tensor;
import capstan.core.Workspace;
import capstan.core.kernel.Convolution;
import capstan.core.kernel.ConvolutionGeometry;
import capstan.core.kernel.ConvolutionPlan;
import java.util.List;

/**
 * Two-dimensional convolution with a bias, channels last, alone or with a ReLU after it: {@code
 * torch.nn.functional.conv2d}, in another layout.
 *
 * @param x [B, height, width, inChannels]
 * @param weight [kernelHeight, kernelWidth, inChannels, outChannels]
 * @param bias [outChannels]
 * @param relu whether a ReLU follows
 * @param plan how it is computed
 */
public record Convolve(
    Variable x, Variable weight, Variable bias, boolean relu, ConvolutionPlan plan)
    implements Operation {

  /**
   * Convolves every image with every kernel.
   *
   * @param x [B, height, width, inChannels]
   * @param weight [kernelHeight, kernelWidth, inChannels, outChannels]
   * @param bias [outChannels]
   * @param stride step of the kernel on both axes
   * @param padding zeros added on each of the four sides
   * @return [B, outHeight, outWidth, outChannels]
   * @throws IllegalArgumentException if the shapes do not fit
   */
  public static Variable convolve(
      Variable x, Variable weight, Variable bias, int stride, int padding) {
    return record(x, weight, bias, stride, padding, false);
  }

  /**
   * Convolves with a ReLU after it. The same numbers as the two in turn, but what lies between them
   * is never stored: for Conv1 at batch 128 that saves 100 MB and the time to move it.
   *
   * @param x [B, height, width, inChannels]
   * @param weight [kernelHeight, kernelWidth, inChannels, outChannels]
   * @param bias [outChannels]
   * @param stride step of the kernel on both axes
   * @param padding zeros added on each of the four sides
   * @return [B, outHeight, outWidth, outChannels]
   * @throws IllegalArgumentException if the shapes do not fit
   */
  public static Variable convolveRelu(
      Variable x, Variable weight, Variable bias, int stride, int padding) {
    return record(x, weight, bias, stride, padding, true);
  }

  private static Variable record(
      Variable x, Variable weight, Variable bias, int stride, int padding, boolean relu) {
    Expect.of("convolution")
        .shape("x [B, height, width, in]", x)
        .shape("weight [rows, columns, in, out]", weight)
        .shape("bias [out]", bias);
    Shape image = x.shape();
    Shape kernel = weight.shape();
    ConvolutionGeometry geometry =
        new ConvolutionGeometry(
            image.extent(0),
            image.extent(1),
            image.extent(2),
            image.extent(3),
            kernel.extent(3),
            kernel.extent(0),
            kernel.extent(1),
            stride,
            padding);
    Convolution convolutions = x.backend().convolution();
    Workspace workspace = x.tape().workspace();
    ConvolutionPlan plan =
        x.tape().training()
            ? convolutions.plan(geometry, workspace)
            : convolutions.forwardPlan(geometry, workspace);
    return x.tape().record(new Convolve(x, weight, bias, relu, plan));
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
    return plan.geometry().output();
  }

  @Override
  public void keepParameters(boolean kept) {
    plan.keepWeights(kept && weight.tape().isParameter(weight));
  }

  @Override
  public void forward(Tensor output) {
    if (relu && plan.fusesRelu()) {
      plan.forwardRelu(x.value(), weight.value(), bias.value(), output);
      return;
    }
    plan.forward(x.value(), weight.value(), bias.value(), output);
    if (relu) {
      x.backend().pointwise().relu(output, output);
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
      x.backend().pointwise().reluBackward(output, outputGradient, outputGradient);
    }
    if (inputGradients[0] != null) {
      plan.backwardInput(outputGradient, weight.value(), inputGradients[0]);
    }
    if (inputGradients[1] != null) {
      plan.backwardWeight(x.value(), outputGradient, inputGradients[1]);
    }
    if (inputGradients[2] != null) {
      x.backend().reduction().columnSums(outputGradient, inputGradients[2]);
    }
  }
}
