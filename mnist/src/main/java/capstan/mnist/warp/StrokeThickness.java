package capstan.mnist.warp;

import capstan.capsnet.data.ImageSet;

/**
 * Makes the bright strokes of an image thicker or thinner, by parts of a pixel. Grey dilation takes
 * the largest of a pixel and its four neighbours, erosion the smallest (Serra, 1982), with zero
 * outside the frame: a stroke grows or shrinks by one pixel on either side. Less is a mixture with
 * the image as it was: half of it makes the pixels at the edge half as bright, which is how half a
 * pixel of ink looks.
 *
 * @param pixels how much wider a stroke becomes, both sides together, −2 to 2; narrower below 0
 */
public record StrokeThickness(double pixels) {
  /** Of a full dilation. */
  private static final double MOST = 2;

  /**
   * Checks the range.
   *
   * @throws IllegalArgumentException if it lies outside −2 to 2
   */
  public StrokeThickness {
    if (!(Math.abs(pixels) <= MOST)) {
      throw new IllegalArgumentException("strokes wider by " + pixels + ", expected -2 to 2");
    }
  }

  /**
   * Changes every image of a set. Numbers are rounded to bytes, as those of the images are.
   *
   * @param images the images
   * @return as many of the same size and labels
   */
  public ImageSet apply(ImageSet images) {
    return images.redrawn(
        images.height(),
        images.width(),
        (image, into, offset) -> {
          int next = offset;
          for (int y = 0; y < images.height(); y++) {
            for (int x = 0; x < images.width(); x++) {
              for (int channel = 0; channel < images.channels(); channel++) {
                into[next++] = (byte) Math.round(changed(images, image, y, x, channel));
              }
            }
          }
        });
  }

  private double changed(ImageSet images, int image, int y, int x, int channel) {
    int before = images.pixel(image, y, x, channel);
    int extreme = before;
    for (int side = -1; side <= 1; side += 2) {
      extreme = extreme(extreme, AffineWarp.pixel(images, image, y + side, x, channel));
      extreme = extreme(extreme, AffineWarp.pixel(images, image, y, x + side, channel));
    }
    return before + Math.abs(pixels) / MOST * (extreme - before);
  }

  private int extreme(int one, int other) {
    return pixels < 0 ? Math.min(one, other) : Math.max(one, other);
  }
}
