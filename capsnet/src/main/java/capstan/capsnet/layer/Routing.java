package capstan.capsnet.layer;

/**
 * How capsules are routed by agreement.
 *
 * @param rounds how many, at least 1
 * @param gradientThroughAllRounds whether every round's coupling coefficients depend on the
 *     weights, which is the exact gradient; otherwise those of the last round are constants
 * @param squashEpsilon added to |s|² under squash's root
 */
public record Routing(int rounds, boolean gradientThroughAllRounds, double squashEpsilon) {
  /** Keeps a zero capsule finite in float32. */
  static final double SQUASH_EPSILON = 1e-7;

  /**
   * With the exact gradient.
   *
   * @param rounds how many, at least 1
   */
  public Routing(int rounds) {
    this(rounds, true, SQUASH_EPSILON);
  }
}
