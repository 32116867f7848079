package capstan.mnist.data;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The pixels of a picture as bytes, as they are: nothing is scaled, centred or inverted. What is
 * transparent lies on black, as an image's surroundings do when it is moved. A picture is grey if
 * all its pixels are, whatever the file could have held.
 */
final class PicturePixels {
  private final int height;
  private final int width;

  /** 0xRRGGBB, row by row. */
  private final int[] colours;

  private PicturePixels(int height, int width, int... colours) {
    this.height = height;
    this.width = width;
    this.colours = colours;
  }

  /**
   * Reads a file.
   *
   * @param file PNG, JPEG or whatever the JDK reads
   * @throws InvalidDataException if it is no picture, too large or damaged
   * @throws IOException if reading fails
   */
  static PicturePixels read(Path file) throws IOException {
    BufferedImage picture = PictureFile.readWhole(file);
    int height = picture.getHeight();
    int width = picture.getWidth();
    int[] colours = new int[height * width];
    if (isGrey(picture)) {
      readGrey(picture.getRaster(), picture.getColorModel().getComponentSize(0), colours);
    } else {
      picture.getRGB(0, 0, width, height, colours, 0, width);
      for (int i = 0; i < colours.length; i++) {
        colours[i] = onBlack(colours[i]);
      }
    }
    return new PicturePixels(height, width, colours);
  }

  private static boolean isGrey(BufferedImage picture) {
    return !(picture.getColorModel() instanceof IndexColorModel)
        && picture.getColorModel().getColorSpace().getType() == ColorSpace.TYPE_GRAY;
  }

  /**
   * Grey samples as stored: asked for colours, the JDK would brighten them as if they were linear.
   */
  private static void readGrey(Raster raster, int bits, int[] colours) {
    int white = (1 << bits) - 1;
    boolean alpha = raster.getNumBands() > 1;
    int i = 0;
    for (int y = 0; y < raster.getHeight(); y++) {
      for (int x = 0; x < raster.getWidth(); x++, i++) {
        int grey = Math.round(255f * raster.getSample(x, y, 0) / white);
        int opacity = alpha ? Math.round(255f * raster.getSample(x, y, 1) / white) : 255;
        colours[i] = onBlack(opacity << 24 | grey * 0x010101);
      }
    }
  }

  private static int onBlack(int argb) {
    int opacity = argb >>> 24;
    if (opacity == 255) {
      return argb & 0xffffff;
    }
    int colour = 0;
    for (int shift = 16; shift >= 0; shift -= 8) {
      colour = colour << 8 | Math.round((argb >> shift & 0xff) * opacity / 255f);
    }
    return colour;
  }

  /** Rows. */
  int height() {
    return height;
  }

  /** Columns. */
  int width() {
    return width;
  }

  /** Whether red, green and blue are the same everywhere. */
  boolean grey() {
    for (int colour : colours) {
      if (colour != (colour & 0xff) * 0x010101) {
        return false;
      }
    }
    return true;
  }

  /**
   * Writes {@code [height, width, channels]}.
   *
   * @param channels 1, of a grey picture, or 3
   * @param into where to
   * @param offset index of the first byte
   */
  void copy(int channels, byte[] into, int offset) {
    int next = offset;
    for (int colour : colours) {
      for (int channel = channels - 1; channel >= 0; channel--) {
        into[next++] = (byte) (colour >> (8 * channel));
      }
    }
  }
}
