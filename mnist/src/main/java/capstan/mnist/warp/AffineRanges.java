package capstan.mnist.warp;

/**
 * How far random affine maps go. Each number is drawn evenly from its range.
 *
 * @param degrees turn at most, either way
 * @param shear columns per row, at most, either way
 * @param leastScale smallest factor of width and of height
 * @param mostScale largest
 */
public record AffineRanges(double degrees, double shear, double leastScale, double mostScale) {
  /** Those of affNIST (Tieleman, 2013), which moves digits within 40x40 besides. */
  public static final AffineRanges AFFNIST = new AffineRanges(20, 0.2, 0.8, 1.2);

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if one is negative, empty or not finite
   */
  public AffineRanges {
    if (!(degrees >= 0 && degrees <= 180)
        || !(shear >= 0 && shear < Double.POSITIVE_INFINITY)
        || !(leastScale > 0 && leastScale <= mostScale && mostScale < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "affine ranges of %s degrees, shear %s, scale %s to %s"
              .formatted(degrees, shear, leastScale, mostScale));
    }
  }
}
