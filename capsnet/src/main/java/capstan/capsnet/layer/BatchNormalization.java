package capstan.capsnet.layer;

import capstan.autograd.Tape;
import capstan.autograd.Variable;
import capstan.autograd.init.InitialDistribution;
import capstan.autograd.normalization.BatchNormalize;
import capstan.autograd.normalization.FoldNormalization;
import capstan.autograd.normalization.NormalizationFactors;
import capstan.autograd.normalization.ScaleColumns;
import capstan.core.Shape;
import java.util.List;

/**
 * Batch normalization of each channel, {@code torch.nn.BatchNorm2d}, [height, width, channels] to
 * the same (Ioffe and Szegedy, 2015). While it learns it takes the statistics of the batch, and
 * lets the running ones follow; where it is held, and on a tape that does not train, it takes the
 * running ones. A training that adds up the gradients of several batches normalizes each by itself.
 *
 * @param name among PyTorch's modules, such as {@code batch_norm1}
 * @param input [height, width, channels]
 * @param weight γ [channels], 1 at first
 * @param bias β [channels], 0 at first
 * @param runningMean [channels], 0 at first
 * @param runningVariance [channels], 1 at first
 */
public record BatchNormalization(
    String name,
    Shape input,
    ModelParameter weight,
    ModelParameter bias,
    ModelParameter runningMean,
    ModelParameter runningVariance)
    implements Layer {

  /** What a batch leaves of the running statistics, as in Keras; PyTorch says 0.01 to it. */
  public static final double MOMENTUM = 0.99;

  /** Added to the variance, as in Keras; PyTorch's own is 1e-5. */
  public static final double EPSILON = 1e-3;

  /**
   * A layer that normalizes and does nothing more at first.
   *
   * @param name among PyTorch's modules, such as {@code batch_norm1}
   * @param input [height, width, channels]
   */
  public BatchNormalization(String name, Shape input) {
    int channels = input.extent(-1);
    WeightLayout layout = WeightLayout.same(channels);
    this(
        name,
        input,
        new ModelParameter(name + ".weight", layout, InitialDistribution.constant(1), 1, 1),
        new ModelParameter(name + ".bias", layout, InitialDistribution.constant(0), 1, 1),
        ModelParameter.statistic(name + ".running_mean", channels, 0),
        ModelParameter.statistic(name + ".running_var", channels, 1));
  }

  @Override
  public Shape output() {
    return input;
  }

  @Override
  public List<ModelParameter> parameters() {
    return List.of(weight, bias, runningMean, runningVariance);
  }

  @Override
  public String description() {
    return "batch normalization of each channel";
  }

  @Override
  public double flops() {
    return 2.0 * input.elements();
  }

  @Override
  public boolean mixesBatch() {
    return true;
  }

  @Override
  public Variable record(Variable x) {
    Variable gain = weight.on(x.tape());
    return gain.needsGradient()
        ? BatchNormalize.normalize(
            x,
            gain,
            bias.on(x.tape()),
            (float) EPSILON,
            new BatchNormalize.Running(
                runningMean.parameter().value(),
                runningVariance.parameter().value(),
                (float) MOMENTUM))
        : ScaleColumns.scaleColumns(x, factors(x.tape()));
  }

  private Variable factors(Tape tape) {
    return NormalizationFactors.factors(
        weight.on(tape),
        bias.on(tape),
        runningMean.on(tape),
        runningVariance.on(tape),
        (float) EPSILON);
  }

  /**
   * Records this layer and the one after it. On a tape that does not train it is folded into a
   * convolution that has no padding, which then does the work of both.
   *
   * @param x [batch, input]
   * @param next reads what this layer puts out
   * @return [batch, output of the next]
   * @throws IllegalArgumentException if x has another shape
   */
  public Variable apply(Variable x, Layer next) {
    Tape tape = x.tape();
    if (!tape.training() && next instanceof Convolution conv && conv.kernels().padding() == 0) {
      tape.scope(next.name());
      Variable weights = conv.weight().on(tape);
      Variable biases = conv.bias().on(tape);
      Variable factors = factors(tape);
      return conv.record(
          x,
          FoldNormalization.weight(weights, biases, factors),
          FoldNormalization.bias(weights, biases, factors));
    }
    if (!tape.training() && next instanceof DepthwiseCapsules capsules) {
      tape.scope(next.name());
      Variable weights = capsules.weight().on(tape);
      Variable biases = capsules.bias().on(tape);
      Variable factors = factors(tape);
      return capsules.record(
          x,
          FoldNormalization.weight(weights, biases, factors),
          FoldNormalization.bias(weights, biases, factors));
    }
    return next.apply(apply(x));
  }
}
