package capstan.capsnet.em;

import capstan.autograd.Variable;
import capstan.autograd.capsule.EmRoutedCapsules;
import capstan.autograd.init.InitialDistribution;
import capstan.capsnet.layer.Layer;
import capstan.capsnet.layer.LayerSize;
import capstan.capsnet.layer.ModelParameter;
import capstan.capsnet.layer.WeightLayout;
import capstan.capsnet.setting.InvalidSettingException;
import capstan.core.Shape;
import capstan.core.kernel.Backend;
import capstan.core.kernel.EmGeometry;
import capstan.core.kernel.EmWeights;
import java.util.List;

/**
 * A layer of matrix capsules routed by expectation maximisation: [height, width, types, 17] to
 * [height, width, types, 17], or to [classes, 17].
 *
 * @param name among PyTorch's modules, such as {@code conv_caps1}
 * @param geometry extents and rules, of one image
 * @param matrices W [matrices, parentTypes, 16]: of each place of a kernel and type of child
 * @param costs β_u [parentTypes]
 * @param thresholds β_a [parentTypes]
 */
record MatrixCapsules(
    String name,
    EmGeometry geometry,
    ModelParameter matrices,
    ModelParameter costs,
    ModelParameter thresholds)
    implements Layer {

  /** Numbers that one of a vote's is made of. */
  private static final int FAN = 4;

  /**
   * A layer of capsules.
   *
   * @param name among PyTorch's modules, such as {@code conv_caps1}
   * @param geometry extents and rules, of one image
   * @param initial what the parameters start from
   * @throws InvalidSettingException if there are too many numbers
   */
  MatrixCapsules(String name, EmGeometry geometry, EmConfiguration.InitialValues initial) {
    int types = geometry.parentTypes();
    int pose = EmGeometry.POSE;
    LayerSize.require(name, "pairs of capsules", geometry.parents(), geometry.slots());
    LayerSize.require(name, "weights", geometry.matrices(), types, pose);
    this(
        name,
        geometry,
        parameter(name + ".W", initial.matrices(), geometry.matrices(), types, pose),
        parameter(name + ".beta_u", InitialDistribution.constant(initial.cost()), types),
        parameter(name + ".beta_a", InitialDistribution.constant(initial.threshold()), types));
  }

  private static ModelParameter parameter(String name, InitialDistribution law, int... extents) {
    return new ModelParameter(name, WeightLayout.same(extents), law, FAN, FAN);
  }

  /** Extents and rules of so many images. */
  EmGeometry geometry(int batch) {
    return new EmGeometry(
        batch,
        geometry.height(),
        geometry.width(),
        geometry.types(),
        geometry.parentTypes(),
        geometry.kernel(),
        geometry.stride(),
        geometry.classes(),
        geometry.rounds(),
        geometry.inverseTemperature());
  }

  /** What it has learnt. */
  EmWeights weights() {
    return new EmWeights(
        matrices.parameter().value(), costs.parameter().value(), thresholds.parameter().value());
  }

  @Override
  public Shape input() {
    return Shape.of(geometry.height(), geometry.width(), geometry.types(), EmGeometry.NUMBERS);
  }

  @Override
  public Shape output() {
    int types = geometry.parentTypes();
    return geometry.classes()
        ? Shape.of(types, EmGeometry.NUMBERS)
        : Shape.of(geometry.parentHeight(), geometry.parentWidth(), types, EmGeometry.NUMBERS);
  }

  @Override
  public List<ModelParameter> parameters() {
    return List.of(matrices, costs, thresholds);
  }

  @Override
  public String description() {
    String places =
        geometry.classes()
            ? "all places, with their coordinates"
            : "kernels %dx%d, stride %d"
                .formatted(geometry.kernel(), geometry.kernel(), geometry.stride());
    int rounds = geometry.rounds();
    return "%d types x (4x4 + 1), %s, %d %s of EM routing"
        .formatted(geometry.parentTypes(), places, rounds, rounds == 1 ? "round" : "rounds");
  }

  /**
   * Votes, which a plan may compute anew in each round; per round a mean and a variance; a
   * likelihood after all but the last.
   */
  @Override
  public double flops() {
    double votes = (double) geometry.pairs() * EmGeometry.POSE;
    return votes * (8 + 6.0 * geometry.rounds() + 3.0 * (geometry.rounds() - 1));
  }

  @Override
  public Variable record(Variable x) {
    int batch = x.shape().extent(0);
    Variable parents =
        EmRoutedCapsules.route(
            x, matrices.on(x.tape()), costs.on(x.tape()), thresholds.on(x.tape()), geometry(batch));
    return geometry.classes()
        ? parents.reshape(batch, geometry.parentTypes(), EmGeometry.NUMBERS)
        : parents;
  }

  @Override
  public long scratchBytes(Backend backend, int batch) {
    return backend.emRouting().planBytes(geometry(batch));
  }
}
