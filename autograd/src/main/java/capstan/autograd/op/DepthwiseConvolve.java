package capstan.autograd.op;

import capstan.autograd.Operation;
import capstan.autograd.Variable;
import capstan.core.Expect;
import capstan.core.Shape;
import capstan.core.Tensor;
import capstan.core.kernel.ConvolutionGeometry;
import capstan.core.kernel.DepthwiseConvolution;
import java.util.List;

/**
 * Convolution of each channel with a kernel of its own, with a bias and without padding, channels
 * last: {@code torch.nn.functional.conv2d} with {@code groups} as many as channels.
 *
 * @param x [B, height, width, channels]
 * @param weight [kernelHeight, kernelWidth, channels]
 * @param bias [channels]
 * @param geometry the extents
 */
public record DepthwiseConvolve(
    Variable x, Variable weight, Variable bias, ConvolutionGeometry geometry) implements Operation {

  /**
   * Convolves every channel of every image.
   *
   * @param x [B, height, width, channels]
   * @param weight [kernelHeight, kernelWidth, channels]
   * @param bias [channels]
   * @param stride step of the kernel on both axes
   * @return [B, outHeight, outWidth, channels]
   * @throws IllegalArgumentException if the shapes do not fit
   */
  public static Variable convolve(Variable x, Variable weight, Variable bias, int stride) {
    Expect.of("depthwise convolution")
        .shape("x [B, height, width, channels]", x)
        .shape("weight [rows, columns, channels]", weight)
        .shape("bias [channels]", bias);
    Shape image = x.shape();
    int channels = image.extent(3);
    ConvolutionGeometry geometry =
        new ConvolutionGeometry(
            image.extent(0),
            image.extent(1),
            image.extent(2),
            channels,
            channels,
            weight.shape().extent(0),
            weight.shape().extent(1),
            stride,
            0);
    return x.tape().record(new DepthwiseConvolve(x, weight, bias, geometry));
  }

  @Override
  public String name() {
    return "depthwise convolution";
  }

  @Override
  public List<Variable> inputs() {
    return List.of(x, weight, bias);
  }

  @Override
  public Shape shape() {
    return geometry.output();
  }

  @Override
  public void forward(Tensor output) {
    x.backend().depthwise().forward(geometry, x.value(), weight.value(), bias.value(), output);
  }

  @Override
  public void backward(Tensor output, Tensor outputGradient, Tensor[] inputGradients) {
    DepthwiseConvolution kernel = x.backend().depthwise();
    if (inputGradients[0] != null) {
      kernel.backwardInput(geometry, outputGradient, weight.value(), inputGradients[0]);
    }
    if (inputGradients[1] != null) {
      kernel.backwardWeight(geometry, x.value(), outputGradient, inputGradients[1]);
    }
    if (inputGradients[2] != null) {
      x.backend().reduction().columnSums(outputGradient, inputGradients[2]);
    }
  }
}
