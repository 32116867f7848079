package capstan.capsnet.augmentation;

/**
 * How a training changes its images at random, from its first epoch to its last.
 *
 * @param shift largest move in each direction, in pixels; 0 for none. A whole number moves by whole
 *     pixels, unless the augmentation warps the image: then, and with a fraction, by any part of
 *     one
 * @param augmentation how images are changed besides
 * @param epochs of the run, of which a share may have warps; later ones have none either
 */
public record ImageChanges(double shift, Augmentation augmentation, int epochs) {

  /** What a share of epochs may exceed a whole number of them by. */
  private static final double ROUNDING = 1e-9;

  /**
   * Checks the shift.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public ImageChanges {
    if (!(shift >= 0)) {
      throw new IllegalArgumentException("shift must not be negative, found " + shift);
    }
  }

  /**
   * Moves and nothing else.
   *
   * @param shift largest move in each direction, in pixels; 0 for none
   */
  public static ImageChanges shifts(double shift) {
    return new ImageChanges(shift, Augmentation.NONE, 1);
  }

  /** Whether images always move by parts of a pixel, and so are interpolated. */
  public boolean movesWithin() {
    return shift != Math.rint(shift);
  }

  /** The first epoch, counted from 0, in which nothing but a shift may interpolate an image. */
  public long plainFrom() {
    return augmentation.warps()
        ? (long) Math.ceil(augmentation.warpUntil() * epochs - ROUNDING)
        : 0;
  }
}
