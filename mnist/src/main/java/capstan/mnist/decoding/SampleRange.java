package capstan.mnist.decoding;

import java.awt.image.ColorModel;
import java.awt.image.WritableRaster;

/**
 * Where white is in samples of more bits than a camera has. Twelve bits are often kept in sixteen
 * as they are, which is a sixteenth of the light, and no header says so: samples that leave two or
 * more bits of a sixteen unused are refused, as they may be either.
 */
final class SampleRange {
  private SampleRange() {}

  /**
   * Requires samples to reach over their range.
   *
   * @param most the largest sample
   * @param white the largest that there could be
   * @throws RefusedPictureException if none is above a quarter, though one is above 0
   */
  static void requireWide(double most, double white) throws RefusedPictureException {
    if (most > 0 && most <= white / 4) {
      int factor = (int) (white / most);
      throw new RefusedPictureException(
          "samples of %.0f bits of which none is above %,.0f: fewer bits in wider samples, or a very dark picture"
              .formatted(Math.log(white + 1) / Math.log(2), most),
          "samples up to %,.0f: multiply them by %d, or save 8 bits"
              .formatted(white, Integer.highestOneBit(factor)));
    }
  }

  /**
   * Spreads 16-bit samples over their range where the file says how many bits are used. A right
   * file has them spread already.
   *
   * @param raster changed
   * @param model which band is opacity
   * @param bits that the file calls significant; 0 if it does not say
   * @throws RefusedPictureException if it is uncertain where white is
   */
  static void fill(WritableRaster raster, ColorModel model, int bits)
      throws RefusedPictureException {
    int bands = model.getNumColorComponents();
    int[] row = new int[raster.getWidth() * raster.getNumBands()];
    int most = 0;
    int all = 0;
    for (int y = 0; y < raster.getHeight(); y++) {
      raster.getPixels(0, y, raster.getWidth(), 1, row);
      for (int i = 0; i < row.length; i++) {
        if (i % raster.getNumBands() < bands) {
          most = Math.max(most, row[i]);
          all |= row[i];
        }
      }
    }
    int unused = 16 - bits;
    // Spread samples have their significant bits above, and below nothing or the same again.
    boolean low = bits > 0 && bits < 16 && most < 1 << bits && most <= 0xffff / 4;
    if (low && (all & ((1 << unused) - 1)) != 0) {
      int white = (1 << bits) - 1;
      for (int y = 0; y < raster.getHeight(); y++) {
        raster.getPixels(0, y, raster.getWidth(), 1, row);
        for (int i = 0; i < row.length; i++) {
          if (i % raster.getNumBands() < bands) {
            row[i] = Math.round(row[i] * 65535f / white);
          }
        }
        raster.setPixels(0, y, raster.getWidth(), 1, row);
      }
    } else if (bits == 0 || bits == 16) {
      requireWide(most, 0xffff);
    }
  }
}
