package capstan.core.kernel;

import capstan.core.Expect;
import capstan.core.Shape;
import capstan.core.Tensor;

/**
 * Routing by self-attention (Mazzia and others, 2021, section 3.3), in one pass: capsule j of J
 * below predicts each of K capsules above by û[k, j] = u[j] W[k, j], and has the more say in what
 * becomes of k, compared with the other K, the more its prediction agrees with those of all J.
 * Everything is per image, [B, …], but W and b.
 */
public abstract class SelfAttention {
  private static final Expect EXPECT = Expect.of("self-attention");

  /** For implementations. */
  protected SelfAttention() {}

  /**
   * Shape of the predictions û.
   *
   * @param u capsules below, [B, J, D]
   * @param weight W [K, J, D, E]
   * @throws IllegalArgumentException if they do not fit
   */
  public static Shape predictions(Shape u, Shape weight) {
    if (u.rank() != 3
        || weight.rank() != 4
        || weight.extent(1) != u.extent(1)
        || weight.extent(2) != u.extent(2)) {
      throw EXPECT.refusal(
          "capsules [B, J, D] and weights [K, J, D, E] are needed, found %s and %s"
              .formatted(u, weight));
    }
    return Shape.of(u.extent(0), weight.extent(0), u.extent(1), weight.extent(3));
  }

  /**
   * û[k, j, e] = Σ_d u[j, d] · W[k, j, d, e].
   *
   * @param u capsules below, [B, J, D]
   * @param weight W [K, J, D, E]
   * @param predictions û [B, K, J, E], overwritten
   */
  public final void predict(Tensor u, Tensor weight, Tensor predictions) {
    check(u, weight, predictions);
    computePredict(u, weight, predictions);
  }

  /**
   * Gradient of {@link #predict} with respect to the capsules.
   *
   * @param dPredictions gradient of û
   * @param weight as in the forward pass
   * @param du gradient of u, overwritten
   */
  public final void predictBackwardCapsules(Tensor dPredictions, Tensor weight, Tensor du) {
    check(du, weight, dPredictions);
    computePredictBackwardCapsules(dPredictions, weight, du);
  }

  /**
   * Gradient of {@link #predict} with respect to the weights.
   *
   * @param u as in the forward pass
   * @param dPredictions gradient of û
   * @param dWeight gradient of W, overwritten
   */
  public final void predictBackwardWeight(Tensor u, Tensor dPredictions, Tensor dWeight) {
    check(u, dWeight, dPredictions);
    computePredictBackwardWeight(u, dPredictions, dWeight);
  }

  /**
   * s[k] = Σ_j (c[k, j] + b[k, j]) û[k, j], where c is the softmax over the capsules above k of
   * û[k, j] · Σ_i û[k, i] / √E.
   *
   * @param predictions û [B, K, J, E]
   * @param bias b [K, J]
   * @param couplings c [B, K, J], overwritten
   * @param s [B, K, E], overwritten
   */
  public final void attend(Tensor predictions, Tensor bias, Tensor couplings, Tensor s) {
    check(predictions, bias, couplings, s);
    computeAttend(predictions, bias, couplings, s);
  }

  /**
   * Gradients of {@link #attend}; that of b is the sum of dSums over the images.
   *
   * @param predictions û as in the forward pass
   * @param bias b as in the forward pass
   * @param couplings c that the forward pass wrote
   * @param ds gradient of s
   * @param dPredictions gradient of û, overwritten
   * @param dSums gradient of c + b, [B, K, J], overwritten
   */
  public final void attendBackward(
      Tensor predictions,
      Tensor bias,
      Tensor couplings,
      Tensor ds,
      Tensor dPredictions,
      Tensor dSums) {
    check(predictions, bias, couplings, ds);
    EXPECT.shape("dPredictions", predictions.shape(), dPredictions);
    EXPECT.shape("dSums", couplings.shape(), dSums);
    computeAttendBackward(predictions, bias, couplings, ds, dPredictions, dSums);
  }

  /** From a capsule's agreement with all others to what is compared: 1 / √E. */
  protected static float scale(int dimensions) {
    return (float) (1 / Math.sqrt(dimensions));
  }

  private static void check(Tensor u, Tensor weight, Tensor predictions) {
    EXPECT.shape("predictions", predictions(u.shape(), weight.shape()), predictions);
  }

  private static void check(Tensor predictions, Tensor bias, Tensor couplings, Tensor s) {
    EXPECT.rank("predictions", 4, predictions);
    Shape shape = predictions.shape();
    EXPECT.elements("bias", shape.extent(1) * shape.extent(2), bias);
    EXPECT.shape(
        "couplings", Shape.of(shape.extent(0), shape.extent(1), shape.extent(2)), couplings);
    EXPECT.shape("s", Shape.of(shape.extent(0), shape.extent(1), shape.extent(3)), s);
  }

  /** {@link #predict} of checked arguments. */
  protected abstract void computePredict(Tensor u, Tensor weight, Tensor predictions);

  /** {@link #predictBackwardCapsules} of checked arguments. */
  protected abstract void computePredictBackwardCapsules(
      Tensor dPredictions, Tensor weight, Tensor du);

  /** {@link #predictBackwardWeight} of checked arguments. */
  protected abstract void computePredictBackwardWeight(
      Tensor u, Tensor dPredictions, Tensor dWeight);

  /** {@link #attend} of checked arguments. */
  protected abstract void computeAttend(
      Tensor predictions, Tensor bias, Tensor couplings, Tensor s);

  /** {@link #attendBackward} of checked arguments. */
  protected abstract void computeAttendBackward(
      Tensor predictions,
      Tensor bias,
      Tensor couplings,
      Tensor ds,
      Tensor dPredictions,
      Tensor dSums);
}
