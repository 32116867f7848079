package capstan.core.kernel;

import capstan.core.Expect;
import capstan.core.Shape;
import capstan.core.Tensor;

/**
 * Both directions of one layer of routed capsules (procedure 1 of the paper): prediction vectors û
 * = W u, routing logits b = 0, then in each round coupling coefficients c = softmax of b over the
 * output capsules, s = bias + Σ_i c û, v = squash(s), and, except after the last round, b += û·v.
 * Logits start at zero for every image, and no image's result depends on another's.
 */
public abstract class RoutingPlan {
  private static final Expect EXPECT = Expect.of("routing");

  private final RoutingGeometry geometry;
  private final Shape input;
  private final Shape weights;
  private final Shape bias;
  private final Shape output;

  /**
   * For implementations.
   *
   * @param g the extents and rules
   */
  protected RoutingPlan(RoutingGeometry g) {
    geometry = g;
    input = Shape.of(g.batch(), g.inCapsules(), g.inDimensions());
    weights = Shape.of(g.inCapsules(), g.outCapsules(), g.outDimensions(), g.inDimensions());
    bias = Shape.of(g.outCapsules(), g.outDimensions());
    output = Shape.of(g.batch(), g.outCapsules(), g.outDimensions());
  }

  /** The extents and rules. */
  public final RoutingGeometry geometry() {
    return geometry;
  }

  /**
   * Routes. Keeps what {@link #backward} needs.
   *
   * @param u input capsules [B, I, D]
   * @param w weights [I, J, E, D]
   * @param bias [J, E], added to s before each squash, or null for none
   * @param v output capsules [B, J, E], overwritten
   */
  public final void forward(Tensor u, Tensor w, Tensor bias, Tensor v) {
    check(u, w, bias, v);
    computeForward(u, w, bias, v);
  }

  /**
   * Gradients, for the latest forward pass; those that are not wanted are not computed.
   *
   * @param u as in the forward pass
   * @param w as in the forward pass
   * @param bias as in the forward pass
   * @param dv gradient of the output capsules [B, J, E]
   * @param du [B, I, D], overwritten; null if not wanted
   * @param dw [I, J, E, D], overwritten; null if not wanted
   * @param dBias [J, E], overwritten; null if not wanted, as it must be if bias is null
   */
  public final void backward(
      Tensor u, Tensor w, Tensor bias, Tensor dv, Tensor du, Tensor dw, Tensor dBias) {
    check(u, w, bias, dv);
    check(du == null ? u : du, dw == null ? w : dw, dBias, dv);
    if (bias == null && dBias != null) {
      throw new IllegalArgumentException("routing: dBias is given, but no bias");
    }
    computeBackward(u, w, bias, dv, du, dw, dBias);
  }

  /**
   * Promises that the weights of the next forward pass keep their values and that no gradients are
   * asked for, until this is called again: for few images a plan then brings the weights into an
   * order in which every lane of a vector has something to do.
   *
   * @param kept whether it is given; false takes an earlier one back
   */
  public void keepWeights(boolean kept) {}

  /** {@link #forward} on checked arguments. */
  protected abstract void computeForward(Tensor u, Tensor w, Tensor bias, Tensor v);

  /** {@link #backward} on checked arguments. */
  protected abstract void computeBackward(
      Tensor u, Tensor w, Tensor bias, Tensor dv, Tensor du, Tensor dw, Tensor dBias);

  private void check(Tensor u, Tensor w, Tensor bias, Tensor v) {
    EXPECT.shape("input capsules", input, u).shape("weights", weights, w);
    if (bias != null) {
      EXPECT.shape("bias", this.bias, bias);
    }
    EXPECT.shape("output capsules", output, v);
  }
}
