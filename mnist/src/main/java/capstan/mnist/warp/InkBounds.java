package capstan.mnist.warp;

import capstan.capsnet.data.ImageSet;

/**
 * How far the pixels of an image that are not zero reach under a map, from the centre of the frame.
 *
 * @param left smallest x
 * @param right largest x
 * @param top smallest y, which grows downwards
 * @param bottom largest y
 */
record InkBounds(double left, double right, double top, double bottom) {
  private static final InkBounds NONE = new InkBounds(0, 0, 0, 0);

  /** Those of an image; a point in the centre if it is empty. */
  static InkBounds of(ImageSet images, int image, AffineWarp warp) {
    double left = Double.POSITIVE_INFINITY;
    double right = Double.NEGATIVE_INFINITY;
    double top = Double.POSITIVE_INFINITY;
    double bottom = Double.NEGATIVE_INFINITY;
    for (int row = 0; row < images.height(); row++) {
      for (int column = 0; column < images.width(); column++) {
        if (isEmpty(images, image, row, column)) {
          continue;
        }
        double x = column - (images.width() - 1) / 2.0;
        double y = row - (images.height() - 1) / 2.0;
        double toX = warp.a() * x + warp.b() * y + warp.right();
        double toY = warp.c() * x + warp.d() * y + warp.down();
        left = Math.min(left, toX);
        right = Math.max(right, toX);
        top = Math.min(top, toY);
        bottom = Math.max(bottom, toY);
      }
    }
    return left > right ? NONE : new InkBounds(left, right, top, bottom);
  }

  private static boolean isEmpty(ImageSet images, int image, int row, int column) {
    for (int channel = 0; channel < images.channels(); channel++) {
      if (images.pixel(image, row, column, channel) != 0) {
        return false;
      }
    }
    return true;
  }
}
