package capstan.core.scalar;

import capstan.core.Tensor;

/**
 * The steps of one round of routing and their gradients, a loop per step, with every intermediate
 * tensor in memory: what the fused layer is specified by, and what shows each round of it. Letters
 * in the shapes: B images, I input capsules of D dimensions, J output capsules of E dimensions.
 * Shapes are not checked.
 */
public final class RoutingSteps {
  private RoutingSteps() {}

  /**
   * û[b, i, j, e] = Σ_d w[i, j, e, d] · u[b, i, d].
   *
   * @param u input capsules [B, I, D]
   * @param w weights [I, J, E, D]
   * @param predictions û, the prediction vectors [B, I, J, E], overwritten
   */
  public static void predictionVectors(Tensor u, Tensor w, Tensor predictions) {
    int in = w.shape().extent(0);
    int d = w.shape().columns();
    int rows = w.shape().rows() / in;
    for (int k = 0; k < predictions.elements(); k++) {
      int capsule = k / rows;
      int row = capsule % in * rows + k % rows;
      put(predictions, k, dot(d, w, row * d, u, capsule * d));
    }
  }

  /**
   * du[b, i, d] = Σ_j Σ_e w[i, j, e, d] · dû[b, i, j, e].
   *
   * @param dPredictions dû, gradient of the prediction vectors [B, I, J, E]
   * @param w weights [I, J, E, D]
   * @param du [B, I, D], overwritten
   */
  public static void predictionVectorsBackwardInput(Tensor dPredictions, Tensor w, Tensor du) {
    int in = w.shape().extent(0);
    int d = w.shape().columns();
    int rows = w.shape().rows() / in;
    for (int k = 0; k < du.elements(); k++) {
      int capsule = k / d;
      float sum = 0;
      for (int row = 0; row < rows; row++) {
        int at = (capsule % in * rows + row) * d + k % d;
        sum += get(w, at) * get(dPredictions, capsule * rows + row);
      }
      put(du, k, sum);
    }
  }

  /**
   * dw[i, j, e, d] = Σ_b dû[b, i, j, e] · u[b, i, d].
   *
   * @param u input capsules [B, I, D]
   * @param dPredictions dû, gradient of the prediction vectors [B, I, J, E]
   * @param dw [I, J, E, D], overwritten
   */
  public static void predictionVectorsBackwardWeight(Tensor u, Tensor dPredictions, Tensor dw) {
    int in = dw.shape().extent(0);
    int d = dw.shape().columns();
    int rows = dw.shape().rows();
    for (int k = 0; k < dw.elements(); k++) {
      int row = k / d;
      float sum = 0;
      for (int b = 0; b < u.shape().extent(0); b++) {
        int at = (b * in + row / (rows / in)) * d + k % d;
        sum += get(dPredictions, b * rows + row) * get(u, at);
      }
      put(dw, k, sum);
    }
  }

  /**
   * s[b, j, e] = Σ_i c[b, i, j] · û[b, i, j, e]: equation 2's weighted sum, and the gradient of
   * {@link #agreement} with respect to v.
   *
   * @param c coupling coefficients [B, I, J]
   * @param predictions û [B, I, J, E]
   * @param s [B, J, E], overwritten
   */
  public static void weightedSum(Tensor c, Tensor predictions, Tensor s) {
    int in = c.shape().extent(1);
    int out = c.shape().extent(2);
    int e = s.shape().columns();
    for (int k = 0; k < s.elements(); k++) {
      float sum = 0;
      for (int i = 0; i < in; i++) {
        int at = (k / e / out * in + i) * out + k / e % out;
        sum += get(c, at) * get(predictions, at * e + k % e);
      }
      put(s, k, sum);
    }
  }

  /**
   * a[b, i, j] = Σ_e û[b, i, j, e] · v[b, j, e]: the agreement added to the routing logits
   * (procedure 1, line 7), and the gradient of {@link #weightedSum} with respect to c.
   *
   * @param predictions û [B, I, J, E]
   * @param v output capsules [B, J, E]
   * @param agreement [B, I, J], overwritten
   */
  public static void agreement(Tensor predictions, Tensor v, Tensor agreement) {
    int e = v.shape().columns();
    for (int k = 0; k < agreement.elements(); k++) {
      put(agreement, k, dot(e, predictions, k * e, v, output(agreement, k) * e));
    }
  }

  /**
   * dû[b, i, j, e] = c[b, i, j] · ds[b, j, e]: the gradient of {@link #weightedSum} and of {@link
   * #agreement} with respect to the prediction vectors.
   *
   * @param c [B, I, J]
   * @param ds [B, J, E]
   * @param dPredictions dû [B, I, J, E], overwritten
   */
  public static void spread(Tensor c, Tensor ds, Tensor dPredictions) {
    int e = ds.shape().columns();
    for (int k = 0; k < dPredictions.elements(); k++) {
      put(dPredictions, k, get(c, k / e) * get(ds, output(c, k / e) * e + k % e));
    }
  }

  /** Which row (b, j) of [B, J, E] belongs to element k of [B, I, J]. */
  private static int output(Tensor c, int k) {
    int out = c.shape().extent(2);
    return k / (c.shape().extent(1) * out) * out + k % out;
  }

  private static float dot(int n, Tensor a, int aAt, Tensor b, int bAt) {
    float sum = 0;
    for (int k = 0; k < n; k++) {
      sum += get(a, aAt + k) * get(b, bAt + k);
    }
    return sum;
  }

  private static float get(Tensor tensor, int k) {
    return tensor.array()[tensor.offset() + k];
  }

  private static void put(Tensor tensor, int k, float value) {
    tensor.array()[tensor.offset() + k] = value;
  }
}
