package capstan.core.kernel;

/**
 * The extents and rules of one layer of routed capsules.
 *
 * @param batch B, images
 * @param inCapsules I, input capsules
 * @param inDimensions D, dimensions of an input capsule
 * @param outCapsules J, output capsules
 * @param outDimensions E, dimensions of an output capsule
 * @param rounds rounds of routing, at least 1
 * @param gradientThroughAllRounds whether the gradient flows through every round's coupling
 *     coefficients; otherwise the last round's coefficients are constants
 * @param epsilon added to the squared norm under squash's root
 */
public record RoutingGeometry(
    int batch,
    int inCapsules,
    int inDimensions,
    int outCapsules,
    int outDimensions,
    int rounds,
    boolean gradientThroughAllRounds,
    float epsilon) {

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a count is not positive (batch may be 0)
   */
  public RoutingGeometry {
    if (batch < 0
        || inCapsules < 1
        || inDimensions < 1
        || outCapsules < 1
        || outDimensions < 1
        || rounds < 1
        || !(epsilon >= 0)) {
      throw new IllegalArgumentException(
          ("routing needs positive capsules, dimensions and rounds, found %sx%s to %sx%s,"
                  + " rounds %s, batch %s, epsilon %s")
              .formatted(
                  inCapsules, inDimensions, outCapsules, outDimensions, rounds, batch, epsilon));
    }
  }

  /** The same with the gradient through every round's coefficients, or the last one's alone. */
  public RoutingGeometry withGradient(boolean throughAllRounds) {
    return new RoutingGeometry(
        batch,
        inCapsules,
        inDimensions,
        outCapsules,
        outDimensions,
        rounds,
        throughAllRounds,
        epsilon);
  }
}
