package capstan.mnist.warp;

import capstan.capsnet.data.ImageSet;

/**
 * An affine map of the plane, applied to images about their centre: {@code x' = a·x + b·y + right},
 * {@code y' = c·x + d·y + down}, with x to the right and y down, both from the centre of the frame
 * in pixels. A pixel of the result is interpolated bilinearly between the four pixels around the
 * place it comes from; outside the frame everything is zero.
 *
 * @param a how far x goes along x
 * @param b how far y goes along x
 * @param c how far x goes along y
 * @param d how far y goes along y
 * @param right columns everything moves to the right
 * @param down rows everything moves down
 */
public record AffineWarp(double a, double b, double c, double d, double right, double down) {

  /** Changes nothing. */
  public static final AffineWarp IDENTITY = new AffineWarp(1, 0, 0, 1, 0, 0);

  /**
   * Checks that the map can be undone.
   *
   * @throws IllegalArgumentException if it flattens the plane, or a number is not finite
   */
  public AffineWarp {
    double determinant = a * d - b * c;
    if (!Double.isFinite(determinant) || Math.abs(determinant) < 1e-9) {
      throw new IllegalArgumentException(
          "an affine map of determinant " + determinant + ", which cannot be undone");
    }
    if (!Double.isFinite(right) || !Double.isFinite(down)) {
      throw new IllegalArgumentException("an affine map that moves by " + right + ", " + down);
    }
  }

  /**
   * A turn about the centre.
   *
   * @param degrees how far, counter-clockwise
   */
  public static AffineWarp rotation(double degrees) {
    double cosine = Math.cos(Math.toRadians(degrees));
    double sine = Math.sin(Math.toRadians(degrees));
    // Counter-clockwise to the eye, for which y grows upwards and here downwards.
    return new AffineWarp(cosine, sine, -sine, cosine, 0, 0);
  }

  /**
   * A shear along the rows: what lies above the centre goes to the right, what lies below to the
   * left.
   *
   * @param columns columns per row
   */
  public static AffineWarp shear(double columns) {
    return new AffineWarp(1, -columns, 0, 1, 0, 0);
  }

  /**
   * A stretch about the centre.
   *
   * @param across factor of the width, above 0
   * @param along factor of the height, above 0
   */
  public static AffineWarp scale(double across, double along) {
    return new AffineWarp(across, 0, 0, along, 0, 0);
  }

  /**
   * A move.
   *
   * @param right columns to the right
   * @param down rows down
   */
  public static AffineWarp translation(double right, double down) {
    return new AffineWarp(1, 0, 0, 1, right, down);
  }

  /**
   * This map and then another.
   *
   * @param next the one done last
   */
  public AffineWarp then(AffineWarp next) {
    return new AffineWarp(
        next.a * a + next.b * c,
        next.a * b + next.b * d,
        next.c * a + next.d * c,
        next.c * b + next.d * d,
        next.a * right + next.b * down + next.right,
        next.c * right + next.d * down + next.down);
  }

  /**
   * Warps every image of a set. Numbers are rounded to bytes, as those of the images are.
   *
   * @param images the images
   * @return as many of the same size and labels
   */
  public ImageSet apply(ImageSet images) {
    return apply(images, images.height(), images.width());
  }

  /**
   * Warps every image of a set into a frame of another size, centre upon centre.
   *
   * @param images the images
   * @param height rows of the result
   * @param width columns of the result
   */
  public ImageSet apply(ImageSet images, int height, int width) {
    return images.redrawn(
        height, width, (image, into, offset) -> apply(images, image, height, width, into, offset));
  }

  /**
   * Warps one image.
   *
   * @param images where it is
   * @param image its index
   * @param height rows of the result
   * @param width columns of the result
   * @param into where the result goes, {@code [height, width, channels]}
   * @param offset index of its first byte
   */
  public void apply(ImageSet images, int image, int height, int width, byte[] into, int offset) {
    double determinant = a * d - b * c;
    double centreX = (width - 1) / 2.0;
    double centreY = (height - 1) / 2.0;
    double sourceCentreX = (images.width() - 1) / 2.0;
    double sourceCentreY = (images.height() - 1) / 2.0;
    int channels = images.channels();
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        double toX = x - centreX - right;
        double toY = y - centreY - down;
        double fromX = (d * toX - b * toY) / determinant + sourceCentreX;
        double fromY = (a * toY - c * toX) / determinant + sourceCentreY;
        for (int channel = 0; channel < channels; channel++) {
          into[offset + (y * width + x) * channels + channel] =
              (byte) Math.round(between(images, image, fromY, fromX, channel));
        }
      }
    }
  }

  /** The value at a place between pixels, 0 to 255. */
  private static double between(ImageSet images, int image, double y, double x, int channel) {
    int top = (int) Math.floor(y);
    int left = (int) Math.floor(x);
    double low = y - top;
    double far = x - left;
    return (1 - low)
            * ((1 - far) * pixel(images, image, top, left, channel)
                + far * pixel(images, image, top, left + 1, channel))
        + low
            * ((1 - far) * pixel(images, image, top + 1, left, channel)
                + far * pixel(images, image, top + 1, left + 1, channel));
  }

  /** A number of an image, zero outside it. */
  static int pixel(ImageSet images, int image, int y, int x, int channel) {
    return y < 0 || y >= images.height() || x < 0 || x >= images.width()
        ? 0
        : images.pixel(image, y, x, channel);
  }
}
