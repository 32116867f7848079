package capstan.capsnet.layer;

import capstan.autograd.Variable;
import capstan.autograd.init.InitialDistribution;
import capstan.autograd.op.Convolve;
import capstan.capsnet.setting.InvalidSettingException;
import capstan.core.Shape;
import capstan.core.kernel.ConvolutionGeometry;
import java.util.List;
import java.util.Optional;

/**
 * A convolution with bias, {@code torch.nn.Conv2d}, channels last: [height, width, in] to
 * [outHeight, outWidth, kernels].
 *
 * @param name among PyTorch's modules, such as {@code conv1}
 * @param input [height, width, in]
 * @param kernels how many, their size and steps
 * @param activation what follows
 * @param weight [size, size, in, kernels]
 * @param bias [kernels]
 */
public record Convolution(
    String name,
    Shape input,
    Kernels kernels,
    Activation activation,
    ModelParameter weight,
    ModelParameter bias)
    implements Layer {

  /**
   * A convolution that starts from He's uniform law, its biases from zero.
   *
   * @param name among PyTorch's modules, such as {@code conv1}
   * @param input [height, width, in]
   * @param kernels how many, their size and steps
   * @param activation what follows
   * @throws InvalidSettingException if a kernel does not fit, or there are too many numbers
   */
  public Convolution(String name, Shape input, Kernels kernels, Activation activation) {
    this(
        name,
        input,
        kernels,
        activation,
        InitialDistribution.heUniform(),
        InitialDistribution.constant(0));
  }

  /**
   * A convolution.
   *
   * @param name among PyTorch's modules, such as {@code conv1}
   * @param input [height, width, in]
   * @param kernels how many, their size and steps
   * @param activation what follows
   * @param weights the law of their first values
   * @param biases the law of their first values
   * @throws InvalidSettingException if a kernel does not fit, or there are too many numbers
   */
  public Convolution(
      String name,
      Shape input,
      Kernels kernels,
      Activation activation,
      InitialDistribution weights,
      InitialDistribution biases) {
    ConvolutionGeometry geometry = kernels.over(name, input, 1);
    int size = kernels.size();
    int in = geometry.inChannels();
    int out = kernels.count();
    LayerSize.require(name, "weights", out, size, size, in);
    LayerSize.require(name, "outputs per image", geometry.outHeight(), geometry.outWidth(), out);
    double area = (double) size * size;
    WeightLayout layout = WeightLayout.convolution(size, in, out);
    ModelParameter weight =
        new ModelParameter(name + ".weight", layout, weights, area * in, area * out);
    ModelParameter bias = weight.beside(name + ".bias", WeightLayout.same(out), biases);
    this(name, input, kernels, activation, weight, bias);
  }

  @Override
  public Shape output() {
    ConvolutionGeometry geometry = kernels.over(name, input, 1);
    return Shape.of(geometry.outHeight(), geometry.outWidth(), kernels.count());
  }

  @Override
  public List<ModelParameter> parameters() {
    return List.of(weight, bias);
  }

  @Override
  public String description() {
    return kernels.count() + " " + kernels.text(input.extent(2)) + activation.text();
  }

  @Override
  public double flops() {
    return kernels.over(name, input, 1).flops();
  }

  @Override
  public Variable record(Variable x) {
    return record(x, bias.on(x.tape()));
  }

  /** With the bias as its caller has it. */
  Variable record(Variable x, Variable biases) {
    return record(x, weight.on(x.tape()), biases);
  }

  /** With weights and bias as its caller has them. */
  Variable record(Variable x, Variable weights, Variable biases) {
    int stride = kernels.stride();
    return activation == Activation.RELU
        ? Convolve.convolveRelu(x, weights, biases, stride, kernels.padding())
        : activation.apply(Convolve.convolve(x, weights, biases, stride, kernels.padding()));
  }

  @Override
  public Optional<ConvolutionGeometry> convolution(int batch) {
    return Optional.of(kernels.over(name, input, batch));
  }
}
