package capstan.core.kernel;

import capstan.core.Expect;
import capstan.core.Shape;
import capstan.core.Tensor;
import java.util.Objects;

/**
 * Both directions of one layer of matrix capsules routed by expectation maximisation (Hinton,
 * Sabour and Frosst, 2018, procedure 1). A child i of pose P and activation α votes V = P W for
 * each parent j that it feeds. Its assignments R to them are equal at first; then in each round
 *
 * <pre>
 *   M-step, of each parent:
 *     r = R α     mass = Σ r     μ = Σ r V / mass     σ² = Σ r (V − μ)² / mass + 5e-4
 *     cost = Σ over the 16 numbers of (β_u + ½ ln σ²) mass     a = sigmoid(λ (β_a − cost))
 *   E-step, after all rounds but the last:
 *     ln p = −½ Σ (ln 2πσ² + (V − μ)² / σ²)     R = softmax of ln a + ln p
 * </pre>
 *
 * <p>with λ = {@link EmGeometry#lambda}, and the softmax over all parents that the child feeds, of
 * every type and place. The parents' poses are the last μ. No image's result depends on another's.
 */
public abstract class EmRoutingPlan {
  private static final Expect EXPECT = Expect.of("EM routing");

  private final EmGeometry geometry;
  private final Shape children;
  private final Shape matrices;
  private final Shape betas;
  private final Shape parents;

  /**
   * For implementations.
   *
   * @param g the extents and rules
   */
  protected EmRoutingPlan(EmGeometry g) {
    geometry = g;
    children = Shape.of(g.batch(), g.height(), g.width(), g.types(), EmGeometry.NUMBERS);
    matrices = Shape.of(g.matrices(), g.parentTypes(), EmGeometry.POSE);
    betas = Shape.of(g.parentTypes());
    parents =
        Shape.of(g.batch(), g.parentHeight(), g.parentWidth(), g.parentTypes(), EmGeometry.NUMBERS);
  }

  /** The extents and rules. */
  public final EmGeometry geometry() {
    return geometry;
  }

  /** [batch, rows, columns, types, 17] of the parents. */
  public final Shape parents() {
    return parents;
  }

  /**
   * Routes. Keeps what {@link #backward} needs.
   *
   * @param x children [batch, height, width, types, 17], activations from 0 to 1
   * @param weights none of them null
   * @param y parents, as {@link #parents}, overwritten
   */
  public final void forward(Tensor x, EmWeights weights, Tensor y) {
    check(x, weights, y);
    computeForward(x, weights, y);
  }

  /**
   * Gradients through all rounds, for the latest forward pass.
   *
   * @param x as in the forward pass
   * @param weights as in the forward pass
   * @param dy gradient of the parents
   * @param dx of the children, overwritten; null if not wanted
   * @param gradients of the weights, overwritten
   */
  public final void backward(
      Tensor x, EmWeights weights, Tensor dy, Tensor dx, EmWeights gradients) {
    check(x, weights, dy);
    check(dx == null ? x : dx, gradients, dy);
    computeBackward(x, weights, dy, dx, gradients);
  }

  /**
   * What the latest forward pass assigned.
   *
   * @param round from 0
   * @param assignments R [batch, parent places, slots, parent types], overwritten
   */
  public final void assignments(int round, Tensor assignments) {
    EXPECT.shape(
        "assignments",
        Shape.of(
            geometry.batch(), geometry.parentPlaces(), geometry.slots(), geometry.parentTypes()),
        assignments);
    readAssignments(Objects.checkIndex(round, geometry.rounds()), assignments);
  }

  /**
   * What the parents' activations were after a round of the latest forward pass.
   *
   * @param round from 0
   * @param activations a [batch, parent places, parent types], overwritten
   */
  public final void activations(int round, Tensor activations) {
    EXPECT.shape(
        "activations",
        Shape.of(geometry.batch(), geometry.parentPlaces(), geometry.parentTypes()),
        activations);
    readActivations(Objects.checkIndex(round, geometry.rounds()), activations);
  }

  /** {@link #forward} on checked arguments. */
  protected abstract void computeForward(Tensor x, EmWeights weights, Tensor y);

  /** {@link #backward} on checked arguments. */
  protected abstract void computeBackward(
      Tensor x, EmWeights weights, Tensor dy, Tensor dx, EmWeights gradients);

  /** {@link #assignments} on checked arguments. */
  protected abstract void readAssignments(int round, Tensor assignments);

  /** {@link #activations} on checked arguments. */
  protected abstract void readActivations(int round, Tensor activations);

  private void check(Tensor x, EmWeights weights, Tensor y) {
    EXPECT.shape("children", children, x);
    check("matrices", matrices, weights.matrices());
    check("costs", betas, weights.costs());
    check("thresholds", betas, weights.thresholds());
    EXPECT.shape("parents", parents, y);
  }

  private static void check(String what, Shape expected, Tensor found) {
    if (found != null) {
      EXPECT.shape(what, expected, found);
    }
  }
}
