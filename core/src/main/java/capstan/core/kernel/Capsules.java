package capstan.core.kernel;

import capstan.core.Tensor;

/**
 * The small kernels that capsules are made of. Letters in the shapes: B images, I input capsules of
 * D dimensions, J output capsules of E dimensions. (Sabour, Frosst and Hinton, 2017, section 2.)
 */
public abstract class Capsules {

  /** For implementations. */
  protected Capsules() {}

  /**
   * Equation 1: v = q / (1 + q) · s / √(q + ε) with q = |s|²; zero for a zero capsule.
   *
   * @param s capsules, the last axis their dimensions
   * @param epsilon ε, added to the squared norm under the root; may be 0
   * @param v as s, overwritten; may be s
   */
  public final void squash(Tensor s, float epsilon, Tensor v) {
    Check.elements("squash", "v", v, s.elements());
    squash(
        s.shape().rows(),
        s.shape().columns(),
        epsilon,
        s.array(),
        s.offset(),
        v.array(),
        v.offset());
  }

  /**
   * Gradient of {@link #squash}; zero for a zero capsule when ε is 0.
   *
   * @param s input of the forward pass
   * @param epsilon as in the forward pass
   * @param dv gradient of v
   * @param ds gradient of s, overwritten; may be dv
   */
  public final void squashBackward(Tensor s, float epsilon, Tensor dv, Tensor ds) {
    Check.elements("squash", "dv", dv, s.elements());
    Check.elements("squash", "ds", ds, s.elements());
    squashBackward(
        s.shape().rows(),
        s.shape().columns(),
        epsilon,
        s.array(),
        s.offset(),
        dv.array(),
        dv.offset(),
        ds.array(),
        ds.offset());
  }

  /**
   * Euclidean norm of each capsule.
   *
   * @param v capsules, the last axis their dimensions
   * @param lengths one element a capsule, overwritten
   */
  public final void lengths(Tensor v, Tensor lengths) {
    Check.elements("lengths", "lengths", lengths, v.shape().rows());
    lengths(
        v.shape().rows(),
        v.shape().columns(),
        v.array(),
        v.offset(),
        lengths.array(),
        lengths.offset());
  }

  /**
   * dv = dLength · v / |v|; zero for a zero capsule.
   *
   * @param v input of the forward pass
   * @param dLengths gradient of the lengths, one element a capsule
   * @param dv gradient of v, overwritten
   */
  public final void lengthsBackward(Tensor v, Tensor dLengths, Tensor dv) {
    Check.elements("lengths", "dLengths", dLengths, v.shape().rows());
    Check.elements("lengths", "dv", dv, v.elements());
    lengthsBackward(
        v.shape().rows(),
        v.shape().columns(),
        v.array(),
        v.offset(),
        dLengths.array(),
        dLengths.offset(),
        dv.array(),
        dv.offset());
  }

  /**
   * û[b, i, j, e] = Σ_d w[i, j, e, d] · u[b, i, d].
   *
   * @param u input capsules [B, I, D]
   * @param w weights [I, J, E, D]
   * @param predictions û, the prediction vectors [B, I, J, E], overwritten
   */
  public final void predictionVectors(Tensor u, Tensor w, Tensor predictions) {
    Extents x = extents("predictionVectors", u, w, predictions);
    predictionVectors(
        x, u.array(), u.offset(), w.array(), w.offset(), predictions.array(), predictions.offset());
  }

  /**
   * du[b, i, d] = Σ_j Σ_e w[i, j, e, d] · dû[b, i, j, e].
   *
   * @param dPredictions dû, gradient of the prediction vectors [B, I, J, E]
   * @param w weights [I, J, E, D]
   * @param du [B, I, D], overwritten
   */
  public final void predictionVectorsBackwardInput(Tensor dPredictions, Tensor w, Tensor du) {
    Extents x = extents("predictionVectors", du, w, dPredictions);
    predictionVectorsBackwardInput(
        x,
        dPredictions.array(),
        dPredictions.offset(),
        w.array(),
        w.offset(),
        du.array(),
        du.offset());
  }

  /**
   * dw[i, j, e, d] = Σ_b dû[b, i, j, e] · u[b, i, d].
   *
   * @param u input capsules [B, I, D]
   * @param dPredictions dû, gradient of the prediction vectors [B, I, J, E]
   * @param dw [I, J, E, D], overwritten
   */
  public final void predictionVectorsBackwardWeight(Tensor u, Tensor dPredictions, Tensor dw) {
    Extents x = extents("predictionVectors", u, dw, dPredictions);
    predictionVectorsBackwardWeight(
        x,
        u.array(),
        u.offset(),
        dPredictions.array(),
        dPredictions.offset(),
        dw.array(),
        dw.offset());
  }

  /**
   * s[b, j, e] = Σ_i c[b, i, j] · û[b, i, j, e]: equation 2's weighted sum, and the gradient of
   * {@link #agreement} with respect to v.
   *
   * @param c coupling coefficients [B, I, J]
   * @param predictions û [B, I, J, E]
   * @param s [B, J, E], overwritten
   */
  public final void weightedSum(Tensor c, Tensor predictions, Tensor s) {
    Extents x = routing("weightedSum", c, predictions, s);
    weightedSum(
        x, c.array(), c.offset(), predictions.array(), predictions.offset(), s.array(), s.offset());
  }

  /**
   * a[b, i, j] = Σ_e û[b, i, j, e] · v[b, j, e]: the agreement added to the routing logits
   * (procedure 1, line 7), and the gradient of {@link #weightedSum} with respect to c.
   *
   * @param predictions û [B, I, J, E]
   * @param v output capsules [B, J, E]
   * @param agreement [B, I, J], overwritten
   */
  public final void agreement(Tensor predictions, Tensor v, Tensor agreement) {
    Extents x = routing("agreement", agreement, predictions, v);
    agreement(
        x,
        predictions.array(),
        predictions.offset(),
        v.array(),
        v.offset(),
        agreement.array(),
        agreement.offset());
  }

  /**
   * dû[b, i, j, e] = c[b, i, j] · ds[b, j, e]: the gradient of {@link #weightedSum} and of {@link
   * #agreement} with respect to the prediction vectors.
   *
   * @param c [B, I, J]
   * @param ds [B, J, E]
   * @param dPredictions dû [B, I, J, E], overwritten
   */
  public final void spread(Tensor c, Tensor ds, Tensor dPredictions) {
    Extents x = routing("spread", c, dPredictions, ds);
    spread(
        x,
        c.array(),
        c.offset(),
        ds.array(),
        ds.offset(),
        dPredictions.array(),
        dPredictions.offset());
  }

  /**
   * The five extents of a capsule layer.
   *
   * @param batch B, images
   * @param inCapsules I
   * @param inDimensions D; 0 where a kernel has no input capsules
   * @param outCapsules J
   * @param outDimensions E
   */
  public record Extents(
      int batch, int inCapsules, int inDimensions, int outCapsules, int outDimensions) {}

  private static Extents extents(String kernel, Tensor u, Tensor w, Tensor predictions) {
    Check.rank(kernel, "u", u, 3);
    Check.rank(kernel, "w", w, 4);
    Extents x =
        new Extents(
            u.shape().extent(0),
            u.shape().extent(1),
            u.shape().extent(2),
            w.shape().extent(1),
            w.shape().extent(2));
    Check.shape(kernel, "w", w, x.inCapsules, x.outCapsules, x.outDimensions, x.inDimensions);
    Check.shape(
        kernel,
        "prediction vectors",
        predictions,
        x.batch,
        x.inCapsules,
        x.outCapsules,
        x.outDimensions);
    return x;
  }

  private static Extents routing(String kernel, Tensor c, Tensor predictions, Tensor s) {
    Check.rank(kernel, "prediction vectors", predictions, 4);
    Extents x =
        new Extents(
            predictions.shape().extent(0),
            predictions.shape().extent(1),
            0,
            predictions.shape().extent(2),
            predictions.shape().extent(3));
    Check.shape(kernel, "coefficients", c, x.batch, x.inCapsules, x.outCapsules);
    Check.shape(kernel, "output capsules", s, x.batch, x.outCapsules, x.outDimensions);
    return x;
  }

  /** {@link #squash(Tensor, float, Tensor)} on arrays. */
  protected abstract void squash(
      int rows, int dimensions, float epsilon, float[] s, int sOffset, float[] v, int vOffset);

  /** {@link #squashBackward(Tensor, float, Tensor, Tensor)} on arrays. */
  protected abstract void squashBackward(
      int rows,
      int dimensions,
      float epsilon,
      float[] s,
      int sOffset,
      float[] dv,
      int dvOffset,
      float[] ds,
      int dsOffset);

  /** {@link #lengths(Tensor, Tensor)} on arrays. */
  protected abstract void lengths(
      int rows, int dimensions, float[] v, int vOffset, float[] lengths, int lengthsOffset);

  /** {@link #lengthsBackward(Tensor, Tensor, Tensor)} on arrays. */
  protected abstract void lengthsBackward(
      int rows,
      int dimensions,
      float[] v,
      int vOffset,
      float[] dLengths,
      int dLengthsOffset,
      float[] dv,
      int dvOffset);

  /** {@link #predictionVectors(Tensor, Tensor, Tensor)} on arrays. */
  protected abstract void predictionVectors(
      Extents x, float[] u, int uOffset, float[] w, int wOffset, float[] p, int pOffset);

  /** {@link #predictionVectorsBackwardInput(Tensor, Tensor, Tensor)} on arrays. */
  protected abstract void predictionVectorsBackwardInput(
      Extents x, float[] dp, int dpOffset, float[] w, int wOffset, float[] du, int duOffset);

  /** {@link #predictionVectorsBackwardWeight(Tensor, Tensor, Tensor)} on arrays. */
  protected abstract void predictionVectorsBackwardWeight(
      Extents x, float[] u, int uOffset, float[] dp, int dpOffset, float[] dw, int dwOffset);

  /** {@link #weightedSum(Tensor, Tensor, Tensor)} on arrays. */
  protected abstract void weightedSum(
      Extents x, float[] c, int cOffset, float[] p, int pOffset, float[] s, int sOffset);

  /** {@link #agreement(Tensor, Tensor, Tensor)} on arrays. */
  protected abstract void agreement(
      Extents x, float[] p, int pOffset, float[] v, int vOffset, float[] a, int aOffset);

  /** {@link #spread(Tensor, Tensor, Tensor)} on arrays. */
  protected abstract void spread(
      Extents x, float[] c, int cOffset, float[] ds, int dsOffset, float[] dp, int dpOffset);
}
