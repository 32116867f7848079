package capstan.capsnet.layer;

import capstan.autograd.Variable;
import capstan.autograd.capsule.RoutedCapsules;
import capstan.autograd.init.InitialDistribution;
import capstan.capsnet.setting.InvalidSettingException;
import capstan.core.Shape;
import capstan.core.kernel.Backend;
import capstan.core.kernel.RoutingGeometry;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Capsules to which those below are routed by agreement (procedure 1 of the paper): I capsules of D
 * numbers to J of E, [I, D] to [J, E].
 *
 * @param name among PyTorch's modules, such as {@code digit_caps}
 * @param routing rounds and gradient
 * @param weight a matrix per pair of capsules, W [I, J, E, D]
 * @param bias [J, E], added before the squash of each round; empty if none
 */
public record OutputCapsules(
    String name, Routing routing, ModelParameter weight, Optional<ModelParameter> bias)
    implements CapsuleLayer {

  /**
   * Capsules without bias whose matrices start normal with deviation 0.1, as in the authors' code,
   * if they stand on primary capsules, and else as {@link Routing#steady} says.
   *
   * @param name among PyTorch's modules, such as {@code digit_caps}
   * @param below capsules that are routed
   * @param output J capsules of E numbers, [J, E]
   * @param routing rounds and gradient
   * @throws InvalidSettingException if there are too many weights
   */
  public OutputCapsules(String name, CapsuleLayer below, Shape output, Routing routing) {
    this(
        name,
        below.output(),
        below.grid().types(),
        output,
        routing,
        below instanceof PrimaryCapsules
            ? InitialDistribution.normal(0.1)
            : routing.steady(below, below.output().extent(0), output),
        Optional.empty());
  }

  /**
   * Capsules above any others.
   *
   * @param name among PyTorch's modules, such as {@code digit_caps}
   * @param input I capsules of D numbers, [I, D]
   * @param types how many of them lie at one place, place by place: in a file they lie type by
   *     type; I if they have no places
   * @param output J capsules of E numbers, [J, E]
   * @param routing rounds and gradient
   * @param weights the law of their first values
   * @param biases the law of their first values; empty for none
   * @throws InvalidSettingException if the types do not divide the capsules, or there are too many
   *     weights
   */
  public OutputCapsules(
      String name,
      Shape input,
      int types,
      Shape output,
      Routing routing,
      InitialDistribution weights,
      Optional<InitialDistribution> biases) {
    if (input.rank() != 2 || output.rank() != 2 || types < 1 || input.extent(0) % types != 0) {
      throw new InvalidSettingException(
          "%s: expected capsules [I, D] of %d types to capsules [J, E], found %s to %s"
              .formatted(LayerSummary.title(name), types, input, output));
    }
    int capsules = input.extent(0);
    int dimensions = input.extent(1);
    int out = output.extent(0);
    int outDimensions = output.extent(1);
    LayerSize.require(name, "weights", capsules, out, outDimensions, dimensions);
    WeightLayout layout =
        WeightLayout.capsules(capsules / types, types, out, outDimensions, dimensions);
    double pairs = (double) out * capsules;
    ModelParameter weight =
        new ModelParameter(name + ".W", layout, weights, pairs * outDimensions, pairs * dimensions);
    WeightLayout shape = WeightLayout.same(output.extents());
    this(name, routing, weight, biases.map(law -> weight.beside(name + ".bias", shape, law)));
  }

  /** How many of the capsules below lie at one place: in a file W has them type by type. */
  public int types() {
    return weight.layout().axis(1);
  }

  @Override
  public Shape input() {
    return Shape.of(extent(0), extent(3));
  }

  @Override
  public Shape output() {
    return Shape.of(extent(1), extent(2));
  }

  @Override
  public CapsuleGrid grid() {
    return new CapsuleGrid(1, 1, extent(1), extent(2));
  }

  private int extent(int axis) {
    return weight.layout().inside().extent(axis);
  }

  @Override
  public List<ModelParameter> parameters() {
    return Stream.concat(Stream.of(weight), bias.stream()).toList();
  }

  @Override
  public String description() {
    int rounds = routing.rounds();
    return "W[i,j] %dx%d, %d %s of routing"
        .formatted(extent(2), extent(3), rounds, rounds == 1 ? "round" : "rounds");
  }

  /** Prediction vectors; a weighted sum per round; an agreement after all but the last. */
  @Override
  public double flops() {
    double predictions = (double) extent(0) * extent(1) * extent(2);
    return 2 * predictions * extent(3) + 2 * predictions * (2 * routing.rounds() - 1);
  }

  @Override
  public Variable record(Variable x) {
    return RoutedCapsules.route(
        x,
        weight.on(x.tape()),
        bias.map(each -> each.on(x.tape())).orElse(null),
        routing.rounds(),
        routing.gradientThroughAllRounds(),
        (float) routing.squashEpsilon());
  }

  @Override
  public long scratchBytes(Backend backend, int batch) {
    return backend
        .routing()
        .planBytes(
            new RoutingGeometry(
                batch,
                extent(0),
                extent(3),
                extent(1),
                extent(2),
                routing.rounds(),
                routing.gradientThroughAllRounds(),
                (float) routing.squashEpsilon()));
  }
}
