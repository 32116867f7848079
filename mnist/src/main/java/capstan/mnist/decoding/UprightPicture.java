package capstan.mnist.decoding;

import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.nio.ByteBuffer;

/**
 * Turns pictures as their camera was held. A camera stores what its sensor saw, and beside it, in
 * EXIF, which way was up: a directory like a TIFF's, whatever the format of the picture.
 */
final class UprightPicture {
  static final int ORIENTATION = 274;

  private UprightPicture() {}

  /**
   * Which way is up.
   *
   * @param exif from its byte order on
   * @return from 1, upright, to 8; 1 of what does not tell: the picture itself may be whole
   */
  static int orientation(ByteBuffer exif) {
    try {
      return orientation(TiffDirectory.first(exif.slice()));
    } catch (RefusedPictureException | RuntimeException damaged) {
      return 1;
    }
  }

  /**
   * Which way is up.
   *
   * @param directory that may tell
   * @return from 1, upright, to 8
   */
  static int orientation(TiffDirectory directory) {
    int found = (int) directory.number(ORIENTATION, 1);
    return found < 1 || found > 8 ? 1 : found;
  }

  /**
   * Turns and mirrors.
   *
   * @param orientation EXIF's: where the stored first row and column belong
   */
  static BufferedImage turned(BufferedImage picture, int orientation) {
    if (orientation == 1) {
      return picture;
    }
    boolean swapped = orientation >= 5;
    // Stored columns run to the left, or stored rows upwards.
    boolean columnsBack = orientation == 2 || orientation == 3 || orientation >= 7;
    boolean rowsBack = orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
    int width = picture.getWidth();
    int height = picture.getHeight();
    Raster from = picture.getRaster();
    WritableRaster to =
        from.createCompatibleWritableRaster(swapped ? height : width, swapped ? width : height);
    Object pixel = null;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        pixel = from.getDataElements(x + from.getMinX(), y + from.getMinY(), pixel);
        int column = columnsBack ? width - 1 - x : x;
        int row = rowsBack ? height - 1 - y : y;
        to.setDataElements(swapped ? row : column, swapped ? column : row, pixel);
      }
    }
    return new BufferedImage(picture.getColorModel(), to, picture.isAlphaPremultiplied(), null);
  }
}
