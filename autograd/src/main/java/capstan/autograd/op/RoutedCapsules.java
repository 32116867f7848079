package capstan.autograd.op;

import capstan.autograd.Operation;
import capstan.autograd.Tape;
import capstan.autograd.Variable;
import capstan.core.Shape;
import capstan.core.Tensor;
import capstan.core.kernel.RoutingGeometry;
import capstan.core.kernel.RoutingPlan;
import java.util.List;

/**
 * A whole layer of routed capsules (procedure 1), from input capsules to output capsules, in one
 * operation, so that the prediction vectors (94 MB for a batch of 128) need never leave the cache.
 * {@link ComposedRouting} is the same layer written out of small operations.
 */
public final class RoutedCapsules implements Operation {
  private final RoutingPlan plan;
  private final Variable u;
  private final Variable w;
  private final Variable bias;

  /** Take the gradients that the plan computes and nobody asked for; null if asked for. */
  private final Tensor unwantedInput;

  private final Tensor unwantedWeight;
  private final Tensor unwantedBias;

  private RoutedCapsules(
      Tape tape, Variable u, Variable w, Variable bias, RoutingGeometry geometry) {
    this.u = u;
    this.w = w;
    this.bias = bias;
    this.plan = tape.backend().routing().plan(geometry, tape.workspace());
    this.unwantedInput = unwanted(tape, u);
    this.unwantedWeight = unwanted(tape, w);
    this.unwantedBias = bias == null ? null : unwanted(tape, bias);
  }

  private static Tensor unwanted(Tape tape, Variable x) {
    return tape.training() && !x.needsGradient() ? tape.workspace().take(x.shape()) : null;
  }

  /**
   * Records it.
   *
   * @param tape the tape
   * @param u input capsules [B, I, D]
   * @param w weights [I, J, E, D]
   * @param biasOrNull [J, E], added to s before each squash, or null for none
   * @param rounds rounds of routing, at least 1
   * @param gradientThroughAllRounds whether the gradient flows through every round's coupling
   *     coefficients; otherwise the last round's coefficients are constants
   * @param epsilon added to the squared norm under squash's root; may be 0
   * @return output capsules v [B, J, E]
   * @throws IllegalArgumentException if the shapes do not fit
   */
  public static Variable route(
      Tape tape,
      Variable u,
      Variable w,
      Variable biasOrNull,
      int rounds,
      boolean gradientThroughAllRounds,
      float epsilon) {
    Expect.rank("routing", "input capsules", u, 3);
    Expect.rank("routing", "weights", w, 4);
    RoutingGeometry geometry =
        new RoutingGeometry(
            u.shape().extent(0),
            u.shape().extent(1),
            u.shape().extent(2),
            w.shape().extent(1),
            w.shape().extent(2),
            rounds,
            gradientThroughAllRounds,
            epsilon);
    return tape.record(new RoutedCapsules(tape, u, w, biasOrNull, geometry));
  }

  @Override
  public String name() {
    return "routing";
  }

  @Override
  public List<Variable> inputs() {
    return bias == null ? List.of(u, w) : List.of(u, w, bias);
  }

  @Override
  public Shape shape() {
    RoutingGeometry geometry = plan.geometry();
    return Shape.of(geometry.batch(), geometry.outCapsules(), geometry.outDimensions());
  }

  @Override
  public void forward(Tensor output) {
    plan.forward(u.value(), w.value(), bias == null ? null : bias.value(), output);
  }

  @Override
  public void backward(Tensor output, Tensor outputGradient, Tensor[] inputGradients) {
    plan.backward(
        u.value(),
        w.value(),
        bias == null ? null : bias.value(),
        outputGradient,
        inputGradients[0] == null ? unwantedInput : inputGradients[0],
        inputGradients[1] == null ? unwantedWeight : inputGradients[1],
        bias == null ? null : inputGradients[2] == null ? unwantedBias : inputGradients[2]);
  }
}
