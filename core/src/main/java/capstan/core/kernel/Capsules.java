package capstan.core.kernel;

import capstan.core.Tensor;

/**
 * Squash and lengths of capsules, the last axis of a tensor being a capsule's dimensions. (Sabour,
 * Frosst and Hinton, 2017, section 2.)
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
    Check.elements("squash", "dv", dv, s.elements());
    Check.elements("squash", "ds", ds, s.elements());
    computeSquashBackward(s, epsilon, dv, ds);
  }

  /**
   * Euclidean norm of each capsule.
   *
   * @param v capsules, the last axis their dimensions
   * @param lengths one element per capsule, overwritten
   */
  public final void lengths(Tensor v, Tensor lengths) {
    Check.elements("lengths", "lengths", lengths, v.shape().rows());
    computeLengths(v, lengths);
  }

  /**
   * dv = dLength · v / |v|; zero for a zero capsule.
   *
   * @param v input of the forward pass
   * @param dLengths gradient of the lengths, one element per capsule
   * @param dv gradient of v, overwritten
   */
  public final void lengthsBackward(Tensor v, Tensor dLengths, Tensor dv) {
    Check.elements("lengths", "dLengths", dLengths, v.shape().rows());
    Check.elements("lengths", "dv", dv, v.elements());
    computeLengthsBackward(v, dLengths, dv);
  }

  /** {@link #squash} of checked arguments. */
  protected abstract void computeSquash(Tensor s, float epsilon, Tensor v);

  /** {@link #squashBackward} of checked arguments. */
  protected abstract void computeSquashBackward(Tensor s, float epsilon, Tensor dv, Tensor ds);

  /** {@link #lengths} of checked arguments. */
  protected abstract void computeLengths(Tensor v, Tensor lengths);

  /** {@link #lengthsBackward} of checked arguments. */
  protected abstract void computeLengthsBackward(Tensor v, Tensor dLengths, Tensor dv);
}
