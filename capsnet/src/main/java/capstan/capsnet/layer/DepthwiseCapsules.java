package capstan.capsnet.layer;

import capstan.autograd.Variable;
import capstan.autograd.capsule.ExponentialSquash;
import capstan.autograd.init.InitialDistribution;
import capstan.autograd.op.DepthwiseConvolve;
import capstan.capsnet.setting.InvalidSettingException;
import capstan.core.Shape;
import java.util.List;

/**
 * Capsules made of a depthwise convolution over the whole image (Mazzia and others, 2021, section
 * 3.1): each channel becomes one number, so many of them one after the other a capsule, which is
 * squashed with an exponential. [height, width, channels] to [channels / dimensions, dimensions].
 *
 * @param name among PyTorch's modules, such as {@code primary_caps}
 * @param dimensions numbers per capsule
 * @param weight [height, width, channels]
 * @param bias [channels]
 */
public record DepthwiseCapsules(
    String name, int dimensions, ModelParameter weight, ModelParameter bias) implements Layer {

  /**
   * Capsules whose kernels start from Glorot's uniform law with fans as Keras counts them, their
   * biases from zero.
   *
   * @param name among PyTorch's modules, such as {@code primary_caps}
   * @param input [height, width, channels]
   * @param dimensions numbers per capsule
   * @throws InvalidSettingException if they do not divide the channels, or there are too many
   *     numbers
   */
  public DepthwiseCapsules(String name, Shape input, int dimensions) {
    if (input.rank() != 3 || dimensions < 1 || input.extent(2) % dimensions != 0) {
      throw new InvalidSettingException(
          "%s: expected images [height, width, channels] whose channels make capsules of %d, found"
                  .formatted(LayerSummary.title(name), dimensions)
              + " "
              + input);
    }
    int channels = input.extent(2);
    LayerSize.require(name, "weights", input.extent(0), input.extent(1), channels);
    double area = (double) input.extent(0) * input.extent(1);
    ModelParameter weight =
        new ModelParameter(
            name + ".conv.weight",
            WeightLayout.depthwise(input.extent(0), input.extent(1), channels),
            InitialDistribution.glorotUniform(),
            area,
            area * channels);
    this(
        name,
        dimensions,
        weight,
        weight.beside(
            name + ".conv.bias", WeightLayout.same(channels), InitialDistribution.constant(0)));
  }

  @Override
  public Shape input() {
    return weight.layout().inside();
  }

  @Override
  public Shape output() {
    return Shape.of(input().extent(2) / dimensions, dimensions);
  }

  @Override
  public List<ModelParameter> parameters() {
    return List.of(weight, bias);
  }

  @Override
  public String description() {
    return "%d x %d kernels %dx%d of one channel each, exponential squash"
        .formatted(output().extent(0), dimensions, input().extent(0), input().extent(1));
  }

  @Override
  public double flops() {
    return 2.0 * input().elements();
  }

  @Override
  public Variable record(Variable x) {
    return record(x, weight.on(x.tape()), bias.on(x.tape()));
  }

  /** With weights and bias as its caller has them. */
  Variable record(Variable x, Variable weights, Variable biases) {
    Variable channels = DepthwiseConvolve.convolve(x, weights, biases, 1);
    return ExponentialSquash.squash(
        channels.reshape(x.shape().extent(0), output().extent(0), dimensions));
  }
}
