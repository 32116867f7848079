package capstan.mnist.input;

import capstan.capsnet.data.Framing;
import capstan.capsnet.data.InvalidDataException;
import java.awt.Rectangle;
import java.io.IOException;
import java.util.Optional;

/**
 * A picture of one handwritten digit, of any size and polarity, brought into the form of MNIST: 28
 * x 28, white ink on black, the longer side of the ink 20 pixels, its centre of mass in the middle.
 *
 * @param image unsigned bytes {@code [28, 28, 1]}, ink 255
 * @param doubt why it may not show one digit, in words; empty if nothing speaks against it
 */
@SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
public record HandwrittenPicture(byte[] image, Optional<String> doubt) {

  /**
   * Reads a picture.
   *
   * @param file the picture
   * @throws InvalidDataException if it is no picture, too large, damaged or blank
   * @throws IOException if reading fails
   */
  public static HandwrittenPicture read(PictureFile file) throws IOException {
    Luminance luminance = Luminance.of(file.name(), file.decode());
    Ink ink =
        Ink.in(luminance)
            .orElseThrow(
                () ->
                    new InvalidDataException(
                        file.name(),
                        "a blank picture",
                        "one digit that stands out from its background"));
    byte[] placed = place(ink.strengths(), ink.width(), ink.bounds());
    byte[] centred = new byte[placed.length];
    Framing.centreByMass(placed, centred);
    return new HandwrittenPicture(centred, ink.doubt());
  }

  /** The image as floats in 0 to 1, {@code [28, 28, 1]}. */
  public float[] pixels() {
    float[] pixels = new float[image.length];
    for (int i = 0; i < image.length; i++) {
      pixels[i] = (image[i] & 0xff) / 255f;
    }
    return pixels;
  }

  /**
   * Scales the ink inside its bounds into the middle of a frame, each pixel the mean of the area it
   * covers. The strongest becomes 255, as thin strokes would fade otherwise.
   */
  private static byte[] place(float[] ink, int width, Rectangle bounds) {
    double scale = Framing.scale(bounds.width, bounds.height);
    Coverage rows = new Coverage(bounds.y, bounds.height, scale);
    Coverage columns = new Coverage(bounds.x, bounds.width, scale);
    float[] means = new float[Framing.FRAME * Framing.FRAME];
    float strongest = 0;
    for (int y = 0; y < Framing.FRAME; y++) {
      for (int x = 0; x < Framing.FRAME; x++) {
        double sum = 0;
        for (int sourceY = rows.first(y); sourceY <= rows.last(y); sourceY++) {
          double across = 0;
          for (int sourceX = columns.first(x); sourceX <= columns.last(x); sourceX++) {
            across += columns.share(x, sourceX) * ink[sourceY * width + sourceX];
          }
          sum += rows.share(y, sourceY) * across;
        }
        means[y * Framing.FRAME + x] = (float) sum;
        strongest = Math.max(strongest, (float) sum);
      }
    }
    byte[] frame = new byte[means.length];
    for (int i = 0; i < means.length; i++) {
      frame[i] = (byte) Math.round(255 * means[i] / strongest);
    }
    return frame;
  }

  /**
   * Which source pixels, and how much of each, lie under a frame pixel along one axis. Where the
   * picture grows, a frame pixel looks at one whole source pixel, which interpolates linearly.
   *
   * @param start first source pixel of the ink
   * @param length source pixels of the ink
   * @param scale frame pixels a source pixel
   */
  private record Coverage(int start, int length, double scale) {
    int first(int pixel) {
      return Math.max(start, (int) Math.floor(from(pixel)));
    }

    int last(int pixel) {
      return Math.min(start + length, (int) Math.ceil(from(pixel) + reach())) - 1;
    }

    double share(int pixel, int source) {
      double from = Math.max(from(pixel), source);
      double to = Math.min(from(pixel) + reach(), source + 1.0);
      return Math.max(0, to - from) / reach();
    }

    private double reach() {
      return Math.max(1, 1 / scale);
    }

    private double from(int pixel) {
      long margin = Math.round((Framing.FRAME - length * scale) / 2);
      return start + (pixel + 0.5 - margin) / scale - reach() / 2;
    }
  }
}
