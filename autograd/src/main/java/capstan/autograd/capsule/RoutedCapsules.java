package capstan.autograd.capsule;

import capstan.autograd.Operation;
import capstan.autograd.Variable;
import capstan.core.Expect;
import capstan.core.Shape;
import capstan.core.Tensor;
import capstan.core.kernel.RoutingGeometry;
import capstan.core.kernel.RoutingPlan;
import java.util.List;

/**
 * A whole layer of routed capsules (procedure 1), from input capsules to output capsules, in one
 * operation, so that the prediction vectors (94 MB for a batch of 128) need never leave the cache.
 * PyTorch has nothing like it: there it is a loop of einsum, softmax and squash.
 *
 * @param u input capsules [B, I, D]
 * @param w weights [I, J, E, D]
 * @param bias [J, E], added to s before each squash, or null for none
 * @param plan how it is computed
 */
public record RoutedCapsules(Variable u, Variable w, Variable bias, RoutingPlan plan)
    implements Operation {

  /**
   * Routes input capsules to output capsules by agreement.
   *
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
      Variable u,
      Variable w,
      Variable biasOrNull,
      int rounds,
      boolean gradientThroughAllRounds,
      float epsilon) {
    Expect expect = Expect.of("routing");
    expect.shape("input capsules [B, I, D]", u).shape("weights [I, J, E, D]", w);
    if (biasOrNull != null) {
      expect.shape("bias [J, E]", biasOrNull);
    }
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
    RoutingPlan plan = u.backend().routing().plan(geometry, u.tape().workspace());
    return u.tape().record(new RoutedCapsules(u, w, biasOrNull, plan));
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
  public void keepParameters(boolean kept) {
    plan.keepWeights(kept && w.tape().isParameter(w));
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
        inputGradients[0],
        inputGradients[1],
        bias == null ? null : inputGradients[2]);
  }
}
