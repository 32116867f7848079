package capstan.autograd.check;

import java.util.List;

/**
 * The slopes about one value of x by three steps, each half of the one before: of a smooth function
 * the steps agree but for what curvature and rounding do; where they do not, there is a kink.
 *
 * @param below from x minus a step to x, the longest step first
 * @param above from x to x plus a step
 * @param across from x minus a step to x plus a step
 */
record LocalSlopes(List<Slope> below, List<Slope> above, List<Slope> across) {
  /** Number of steps. */
  static final int STEPS = 3;

  /** Slopes of which the leading error of each two steps has been cancelled. */
  private double extrapolated(int step) {
    return (4 * across.get(step + 1).sum() - across.get(step).sum()) / 3;
  }

  /** The slope, if there is no kink. */
  double smooth() {
    return extrapolated(0);
  }

  /** By how much it may be wrong. */
  double smoothError() {
    return 3 * Math.abs(extrapolated(0) - extrapolated(1)) + across.get(1).rounding();
  }

  /** How far the slopes on both sides are from each other, beyond rounding. */
  private double jump(int step) {
    double rounding = above.get(step).rounding() + below.get(step).rounding();
    return Math.max(0, Math.abs(above.get(step).sum() - below.get(step).sum()) - 2 * rounding);
  }

  /** Whether the slope jumps within the shortest step: of a smooth function it halves with it. */
  boolean hasKink() {
    return jump(2) > 0 && jump(2) > 0.75 * jump(1);
  }

  /** Whether it jumps within the longest step but not within the shortest. */
  boolean hasKinkFartherOff() {
    return !hasKink() && (jump(0) > 8 * jump(2) || jump(1) > 4 * jump(2)) && jump(0) > 0;
  }

  /** Of the slopes that a derivative may have, the nearest to one that was found. */
  double nearest(double found) {
    double least = Math.min(below.get(2).sum(), above.get(2).sum());
    double most = Math.max(below.get(2).sum(), above.get(2).sum());
    return hasKink() ? Math.clamp(found, least, most) : across.get(2).sum();
  }

  /** By how much that may be wrong. */
  double nearestError() {
    return across.get(2).rounding()
        + (hasKink() ? below.get(2).rounding() + above.get(2).rounding() : 0);
  }
}
