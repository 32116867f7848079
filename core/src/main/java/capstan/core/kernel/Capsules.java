package capstan.core.kernel;

import capstan.core.Expect;
import capstan.core.Tensor;

/**
 * Squash and lengths of capsules, the last axis of a tensor being a capsule's dimensions. (Sabour,
 * Frosst and Hinton, 2017, section 2.)
 */
public abstract class Capsules {
  private static final Expect SQUASH = Expect.of("squash");
  private static final Expect LENGTHS = Expect.of("lengths");

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
    SQUASH.elements("v", s.elements(), v);
    computeSquash(s, epsilon, v);
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
    SQUASH.elements("dv", s.elements(), dv);
    SQUASH.elements("ds", s.elements(), ds);
    computeSquashBackward(s, epsilon, dv, ds);
  }

  /**
   * v = (1 − exp(−|s|)) · s / |s|, the squash of Mazzia and others (2021), which leaves short
   * capsules as they are; zero for a zero capsule.
   *
   * @param s capsules, the last axis their dimensions
   * @param v as s, overwritten; may be s
   */
  public final void exponentialSquash(Tensor s, Tensor v) {
    SQUASH.elements("v", s.elements(), v);
    computeExponentialSquash(s, v);
  }

  /**
   * Gradient of {@link #exponentialSquash}; dv itself for a zero capsule.
   *
   * @param s input of the forward pass
   * @param dv gradient of v
   * @param ds gradient of s, overwritten; may be dv
   */
  public final void exponentialSquashBackward(Tensor s, Tensor dv, Tensor ds) {
    SQUASH.elements("dv", s.elements(), dv);
    SQUASH.elements("ds", s.elements(), ds);
    computeExponentialSquashBackward(s, dv, ds);
  }

  /**
   * Euclidean norm of each capsule.
   *
   * @param v capsules, the last axis their dimensions
   * @param lengths one element per capsule, overwritten
   */
  public final void lengths(Tensor v, Tensor lengths) {
    lengths(v, 0, lengths);
  }

  /**
   * √(|v|² + ε) of each capsule.
   *
   * @param v capsules, the last axis their dimensions
   * @param epsilon ε, at least 0
   * @param lengths one element per capsule, overwritten
   */
  public final void lengths(Tensor v, float epsilon, Tensor lengths) {
    LENGTHS.elements("lengths", v.shape().rows(), lengths);
    computeLengths(v, epsilon, lengths);
  }

  /**
   * dv = dLength · v / |v|; zero for a zero capsule.
   *
   * @param v input of the forward pass
   * @param dLengths gradient of the lengths, one element per capsule
   * @param dv gradient of v, overwritten
   */
  public final void lengthsBackward(Tensor v, Tensor dLengths, Tensor dv) {
    lengthsBackward(v, 0, dLengths, dv);
  }

  /**
   * dv = dLength · v / √(|v|² + ε); zero where the root is.
   *
   * @param v input of the forward pass
   * @param epsilon as in the forward pass
   * @param dLengths gradient of the lengths, one element per capsule
   * @param dv gradient of v, overwritten
   */
  public final void lengthsBackward(Tensor v, float epsilon, Tensor dLengths, Tensor dv) {
    LENGTHS.elements("dLengths", v.shape().rows(), dLengths);
    LENGTHS.elements("dv", v.elements(), dv);
    computeLengthsBackward(v, epsilon, dLengths, dv);
  }

  /** {@link #squash} of checked arguments. */
  protected abstract void computeSquash(Tensor s, float epsilon, Tensor v);

  /** {@link #squashBackward} of checked arguments. */
  protected abstract void computeSquashBackward(Tensor s, float epsilon, Tensor dv, Tensor ds);

  /** {@link #exponentialSquash} of checked arguments. */
  protected abstract void computeExponentialSquash(Tensor s, Tensor v);

  /** {@link #exponentialSquashBackward} of checked arguments. */
  protected abstract void computeExponentialSquashBackward(Tensor s, Tensor dv, Tensor ds);

  /** {@link #lengths(Tensor, float, Tensor)} of checked arguments. */
  protected abstract void computeLengths(Tensor v, float epsilon, Tensor lengths);

  /** {@link #lengthsBackward(Tensor, float, Tensor, Tensor)} of checked arguments. */
  protected abstract void computeLengthsBackward(
      Tensor v, float epsilon, Tensor dLengths, Tensor dv);
}
