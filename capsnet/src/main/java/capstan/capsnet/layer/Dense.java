package capstan.capsnet.layer;

import capstan.autograd.Variable;
import capstan.autograd.init.InitialDistribution;
import capstan.autograd.op.Linear;
import capstan.capsnet.setting.InvalidSettingException;
import capstan.core.Shape;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A fully connected layer with bias, {@code torch.nn.Linear}: any number of inputs to [out]. Images
 * [height, width, channels] are read as they lie; in a file their weights have PyTorch's order, in
 * which channels come first.
 *
 * @param name among PyTorch's modules, such as {@code fc1}
 * @param input of one image: [in], or several axes
 * @param activation what follows
 * @param weight [out, in]
 * @param bias [out]
 */
public record Dense(
    String name, Shape input, Activation activation, ModelParameter weight, ModelParameter bias)
    implements Layer {

  /**
   * A layer that starts from He's uniform law, its biases from zero.
   *
   * @param name among PyTorch's modules, such as {@code fc1}
   * @param input of one image: [in], or several axes
   * @param outputs how many
   * @param activation what follows
   * @throws InvalidSettingException if there are too many weights
   */
  public Dense(String name, Shape input, int outputs, Activation activation) {
    this(
        name,
        input,
        Shape.of(outputs),
        activation,
        InitialDistribution.heUniform(),
        InitialDistribution.constant(0));
  }

  /**
   * A layer whose outputs may be an image.
   *
   * @param name among PyTorch's modules, such as {@code fc1}
   * @param input of one image: [in], or several axes
   * @param made [out], or [height, width, channels] of the image that the outputs are, one after
   *     the other
   * @param activation what follows
   * @param weights the law of their first values
   * @param biases the law of their first values
   * @throws InvalidSettingException if there are too many weights
   */
  public Dense(
      String name,
      Shape input,
      Shape made,
      Activation activation,
      InitialDistribution weights,
      InitialDistribution biases) {
    int in = input.elements();
    int out = made.elements();
    IntStream extents =
        IntStream.concat(IntStream.of(made.extents()), IntStream.of(input.extents()));
    LayerSize.require(name, "weights", extents.asLongStream().toArray());
    WeightLayout layout = WeightLayout.dense(input, made);
    ModelParameter weight = new ModelParameter(name + ".weight", layout, weights, in, out);
    ModelParameter bias = weight.beside(name + ".bias", WeightLayout.dense(made), biases);
    this(name, input, activation, weight, bias);
  }

  /**
   * How many channels the images have that the outputs are: in a file its rows have them first. As
   * many as outputs if they are no images.
   */
  public int channels() {
    return bias.layout().axis(1);
  }

  @Override
  public Shape output() {
    return bias.layout().inside();
  }

  @Override
  public List<ModelParameter> parameters() {
    return List.of(weight, bias);
  }

  @Override
  public String description() {
    return input.elements() + " -> " + output().elements() + activation.text();
  }

  @Override
  public double flops() {
    return 2.0 * weight.elements();
  }

  @Override
  public Variable record(Variable x) {
    Variable flat = input.rank() == 1 ? x : x.reshape(x.shape().extent(0), input.elements());
    return activation.apply(Linear.linear(flat, weight.on(x.tape()), bias.on(x.tape())));
  }
}
