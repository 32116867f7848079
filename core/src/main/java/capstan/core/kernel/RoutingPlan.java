package capstan.core.kernel;

import capstan.core.Tensor;

/**
 * Both directions of one layer of routed capsules (procedure 1 of the paper): prediction vectors û
 * = W u, routing logits b = 0, then in each round coupling coefficients c = softmax of b over the
 * output capsules, s = bias + Σ_i c û, v = squash(s), and, except after the last round, b += û·v.
 * Logits start at zero for every image, and no image's result depends on another's.
 */
public abstract class RoutingPlan {
  private final RoutingGeometry geometry;

  /**
   * For implementations.
   *
   * @param geometry the extents and rules
   */
  protected RoutingPlan(RoutingGeometry geometry) {
    this.geometry = geometry;
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
   * Gradients, for the latest forward pass.
   *
   * @param u as in the forward pass
   * @param w as in the forward pass
   * @param bias as in the forward pass
   * @param dv gradient of the output capsules [B, J, E]
   * @param du [B, I, D], overwritten
   * @param dw [I, J, E, D], overwritten
   * @param dBias [J, E], overwritten; null exactly if bias is null
   */
  public final void backward(
      Tensor u, Tensor w, Tensor bias, Tensor dv, Tensor du, Tensor dw, Tensor dBias) {
    check(u, w, bias, dv);
    check(du, dw, dBias, dv);
    if ((bias == null) != (dBias == null)) {
      throw new IllegalArgumentException("routing: bias and dBias must both be given, or neither");
    }
    computeBackward(u, w, bias, dv, du, dw, dBias);
  }

  /** {@link #forward} on checked arguments. */
  protected abstract void computeForward(Tensor u, Tensor w, Tensor bias, Tensor v);

  /** {@link #backward} on checked arguments. */
  protected abstract void computeBackward(
      Tensor u, Tensor w, Tensor bias, Tensor dv, Tensor du, Tensor dw, Tensor dBias);

  private void check(Tensor u, Tensor w, Tensor bias, Tensor v) {
    RoutingGeometry g = geometry;
    Check.shape("routing", "input capsules", u, g.batch(), g.inCapsules(), g.inDimensions());
    Check.shape(
        "routing",
        "weights",
        w,
        g.inCapsules(),
        g.outCapsules(),
        g.outDimensions(),
        g.inDimensions());
    if (bias != null) {
      Check.shape("routing", "bias", bias, g.outCapsules(), g.outDimensions());
    }
    Check.shape("routing", "output capsules", v, g.batch(), g.outCapsules(), g.outDimensions());
  }
}
