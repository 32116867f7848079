package capstan.capsnet.layer;

import capstan.autograd.init.InitialDistribution;
import capstan.core.Shape;

/**
 * How capsules are routed by agreement.
 *
 * @param rounds how many, at least 1
 * @param gradientThroughAllRounds whether every round's coupling coefficients depend on the
 *     weights, which is the exact gradient; otherwise those of the last round are constants
 * @param squashEpsilon added to |s|² under squash's root
 */
public record Routing(int rounds, boolean gradientThroughAllRounds, double squashEpsilon) {
  /** Length of the sum of predictions after the last round, which squash makes a fifth. */
  private static final double SUM = 0.5;

  /** Length of primary capsules above convolutions that start by He's law. */
  private static final double PRIMARY = 0.65;

  /** Length of capsules that were routed. */
  private static final double ROUTED = SUM * SUM / (1 + SUM * SUM);

  private static final int HALVINGS = 40;

  /** Keeps a zero capsule finite in float32. */
  static final double SQUASH_EPSILON = 1e-7;

  /**
   * The law of first matrices by which capsules stay about as long from layer to layer, a fifth.
   * Squash makes a short vector shorter by its square: with too small matrices the third layer of a
   * stack is dead, with too large ones all are near 1 and nothing moves them any more.
   *
   * <p>Of I capsules of length ℓ, all coupled alike, the predictions of matrices with deviation σ
   * sum up to a length t with t² = I · E · (σ · ℓ / J)². A round more moves coupling to where
   * predictions agree, which makes the sum longer by a factor of about 1 + (J / E) · t³ / (1 + t²).
   * So σ = t · J / (ℓ · √(I · E)), with the t that makes the sum one half after the last round. ℓ
   * is taken for 0.55 of {@link PrimaryCapsules}, as above convolutions that start by He's law, and
   * for 0.2 of others.
   *
   * @param below on which the matrices stand
   * @param capsules I, how many of its capsules one problem of routing has
   * @param output J capsules of E numbers, [J, E]
   */
  public InitialDistribution steady(CapsuleLayer below, int capsules, Shape output) {
    double ratio = (double) output.extent(0) / output.extent(1);
    double low = 0;
    double high = SUM;
    for (int i = 0; i < HALVINGS; i++) {
      double first = (low + high) / 2;
      double gain = 1 + ratio * Math.pow(first, 3) / (1 + first * first);
      if (first * Math.pow(gain, rounds - 1) > SUM) {
        high = first;
      } else {
        low = first;
      }
    }
    double length = below instanceof PrimaryCapsules ? PRIMARY : ROUTED;
    double spread = Math.sqrt((double) capsules * output.extent(1));
    return InitialDistribution.normal(high * output.extent(0) / (length * spread));
  }

  /**
   * With the exact gradient.
   *
   * @param rounds how many, at least 1
   */
  public Routing(int rounds) {
    this(rounds, true, SQUASH_EPSILON);
  }
}
