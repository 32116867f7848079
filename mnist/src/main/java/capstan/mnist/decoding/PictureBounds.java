package capstan.mnist.decoding;

/**
 * How large a picture may be. Its header is asked before a pixel is decoded, and a small file may
 * claim any size.
 *
 * @param longestSide pixels that a side may have when decoded
 * @param thinned whether of a longer side only every second, third, … pixel is taken; else such a
 *     picture is refused
 */
public record PictureBounds(int longestSide, boolean thinned) {
  private static final long MOST_PIXELS = 64_000_000;

  /** Each row costs time, however short it is. */
  private static final int LONGEST_SIDE = 100_000;

  /**
   * Of how many pixels a side one is taken.
   *
   * @param width as the header says
   * @param height as the header says
   * @throws RefusedPictureException if the picture is too large, or has no pixels
   */
  int step(long width, long height) throws RefusedPictureException {
    if (width < 1 || height < 1) {
      throw RefusedPictureException.damaged("it claims %dx%d pixels".formatted(width, height));
    }
    // Divided, as the product of two claims may not fit a long.
    requireAtMost(width, height, MOST_PIXELS);
    int most = thinned ? LONGEST_SIDE : longestSide;
    if (Math.max(width, height) > most) {
      throw new RefusedPictureException(
          "a picture of %dx%d".formatted(width, height),
          "at most %d pixels a side%s"
              .formatted(most, thinned ? "" : "; --resize makes pictures smaller"));
    }
    return (int) Math.ceilDiv(Math.max(width, height), longestSide);
  }

  /**
   * A bound of its own for a format that takes more memory per pixel.
   *
   * @param width as the header says
   * @param height as the header says
   * @param most pixels
   */
  static void requireAtMost(long width, long height, long most) throws RefusedPictureException {
    if (height > most / width) {
      throw new RefusedPictureException(
          "a picture of %dx%d".formatted(width, height), "at most %,d pixels".formatted(most));
    }
  }
}
