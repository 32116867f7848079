package capstan.mnist.decoding;

import java.awt.image.BufferedImage;

/**
 * Samples as fractions of white, from which a picture is made.
 *
 * @param width columns
 * @param height rows
 * @param colours 1 for grey, 3 for red, green and blue
 * @param opacity whether a sample for it follows the colours
 * @param samples pixel by pixel, 0 to 1
 */
@SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
record Levels(int width, int height, int colours, boolean opacity, float... samples) {
  /** Grey of 16 bits, or 8 bits of every colour and opacity. */
  BufferedImage picture() {
    boolean grey = colours == 1 && !opacity;
    BufferedImage picture =
        new BufferedImage(
            width, height, grey ? BufferedImage.TYPE_USHORT_GRAY : BufferedImage.TYPE_INT_ARGB);
    int next = 0;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        if (grey) {
          picture.getRaster().setSample(x, y, 0, Math.round(65535 * samples[next++]));
          continue;
        }
        int red = Math.round(255 * samples[next]);
        int green = colours == 1 ? red : Math.round(255 * samples[next + 1]);
        int blue = colours == 1 ? red : Math.round(255 * samples[next + 2]);
        next += colours;
        int alpha = opacity ? Math.round(255 * samples[next++]) : 255;
        picture.setRGB(x, y, alpha << 24 | red << 16 | green << 8 | blue);
      }
    }
    return picture;
  }
}
