package capstan.capsnet.layer;

import capstan.autograd.Variable;
import capstan.autograd.capsule.ExponentialSquash;
import capstan.autograd.capsule.SelfAttentionRouting;
import capstan.autograd.init.InitialDistribution;
import capstan.capsnet.setting.InvalidSettingException;
import capstan.core.Shape;
import java.util.List;

/**
 * Capsules to which those below are routed by self-attention, in one pass (Mazzia and others, 2021,
 * section 3.3), squashed with an exponential: J capsules of D numbers to K of E, [J, D] to [K, E].
 *
 * @param name among PyTorch's modules, such as {@code digit_caps}
 * @param weight W [K, J, D, E]
 * @param bias b [K, J, 1], added to the coupling coefficients
 */
public record SelfAttentionCapsules(String name, ModelParameter weight, ModelParameter bias)
    implements Layer {

  /** Added to the squared length of its capsules under the root, as in the authors' code. */
  public static final float LENGTH_EPSILON = 1e-7f;

  /**
   * Capsules whose matrices start from He's normal law, with fans as Keras counts them, and whose b
   * starts from zero.
   *
   * @param name among PyTorch's modules, such as {@code digit_caps}
   * @param input J capsules of D numbers, [J, D]
   * @param output K capsules of E numbers, [K, E]
   * @throws InvalidSettingException if there are too many weights
   */
  public SelfAttentionCapsules(String name, Shape input, Shape output) {
    int below = input.extent(0);
    int in = input.extent(1);
    int above = output.extent(0);
    int out = output.extent(1);
    LayerSize.require(name, "weights", above, below, in, out);
    double pairs = (double) above * below;
    ModelParameter weight =
        new ModelParameter(
            name + ".W",
            WeightLayout.same(above, below, in, out),
            InitialDistribution.heNormal(),
            pairs * in,
            pairs * out);
    this(
        name,
        weight,
        weight.beside(
            name + ".bias", WeightLayout.same(above, below, 1), InitialDistribution.constant(0)));
  }

  private int extent(int axis) {
    return weight.layout().inside().extent(axis);
  }

  @Override
  public Shape input() {
    return Shape.of(extent(1), extent(2));
  }

  @Override
  public Shape output() {
    return Shape.of(extent(0), extent(3));
  }

  @Override
  public List<ModelParameter> parameters() {
    return List.of(weight, bias);
  }

  @Override
  public String description() {
    return "W[k,j] %dx%d, self-attention, exponential squash".formatted(extent(2), extent(3));
  }

  /** Prediction vectors; their sum, their agreement with it, and their weighted sum. */
  @Override
  public double flops() {
    double predictions = (double) extent(0) * extent(1) * extent(3);
    return 2 * predictions * extent(2) + 5 * predictions;
  }

  @Override
  public Variable record(Variable x) {
    return ExponentialSquash.squash(
        SelfAttentionRouting.route(x, weight.on(x.tape()), bias.on(x.tape())));
  }
}
