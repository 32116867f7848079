package capstan.mnist.warp;

/**
 * What was done to an image: first scaled, then sheared, then turned, then moved.
 *
 * @param degrees how far it was turned, counter-clockwise
 * @param shear columns per row that its upper part went to the right
 * @param across factor of its width
 * @param along factor of its height
 * @param right columns it was moved
 * @param down rows it was moved
 */
public record AffinePose(
    double degrees, double shear, double across, double along, double right, double down) {

  /** The map. */
  public AffineWarp warp() {
    return AffineWarp.scale(across, along)
        .then(AffineWarp.shear(shear))
        .then(AffineWarp.rotation(degrees))
        .then(AffineWarp.translation(right, down));
  }

  /** How many times larger its area became. */
  public double area() {
    return across * along;
  }

  /** Pixels it was moved, as the crow flies. */
  public double distance() {
    return Math.hypot(right, down);
  }
}
