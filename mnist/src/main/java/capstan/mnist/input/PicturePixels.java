package capstan.mnist.input;

import capstan.capsnet.data.InvalidDataException;
import capstan.capsnet.data.Resizing;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The pixels of a picture as bytes, as they are: nothing is scaled, centred or inverted. What is
 * transparent lies on black, as an image's surroundings do when it is moved. A picture is grey if
 * all its pixels are, whatever the file could have held.
 *
 * @param height rows
 * @param width columns
 * @param colours 0xRRGGBB, row by row
 */
@SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
record PicturePixels(int height, int width, int... colours) {

  /**
   * Reads a file.
   *
   * @param file PNG, JPEG or whatever the JDK reads
   * @throws InvalidDataException if it is no picture, too large or damaged
   * @throws IOException if reading fails
   */
  static PicturePixels read(Path file) throws IOException {
    return of(PictureFile.of(file).decodeWhole());
  }

  /**
   * Reads a file that is going to be resized: of a picture with a side beyond 2048 pixels only
   * every second, third, … pixel.
   *
   * @param file PNG, JPEG or whatever the JDK reads
   * @throws InvalidDataException if it is no picture, too large or damaged
   * @throws IOException if reading fails
   */
  static PicturePixels readToResize(PictureFile file) throws IOException {
    return of(file.decode());
  }

  private static PicturePixels of(BufferedImage picture) {
    int height = picture.getHeight();
    int width = picture.getWidth();
    int[] colours = new int[height * width];
    Optional<GreySamples> grey = GreySamples.of(picture);
    if (grey.isPresent()) {
      readGrey(width, grey.get(), colours);
    } else {
      picture.getRGB(0, 0, width, height, colours, 0, width);
    }
    int ground = ground(colours);
    for (int i = 0; i < colours.length; i++) {
      colours[i] = over(ground, colours[i]);
    }
    return new PicturePixels(height, width, colours);
  }

  private static void readGrey(int width, GreySamples grey, int[] colours) {
    for (int i = 0; i < colours.length; i++) {
      int level = Math.round(255f * grey.level(i % width, i / width));
      int opacity = Math.round(255f * grey.opacity(i % width, i / width));
      colours[i] = opacity << 24 | level * 0x010101;
    }
  }

  /**
   * What transparent pixels lie on: black, or white where what is opaque is dark, as ink on a
   * transparent ground would vanish otherwise.
   */
  private static int ground(int[] colours) {
    long opaque = 0;
    double light = 0;
    for (int argb : colours) {
      opaque += argb >>> 24;
      light += (argb >>> 24) * Luminance.of(argb);
    }
    return light < 0.5 * opaque ? 255 : 0;
  }

  private static int over(int ground, int argb) {
    int opacity = argb >>> 24;
    int colour = 0;
    for (int shift = 16; shift >= 0; shift -= 8) {
      int sum = (argb >> shift & 0xff) * opacity + ground * (255 - opacity);
      colour = colour << 8 | Math.round(sum / 255f);
    }
    return colour;
  }

  /**
   * The picture in a size, as it is if that is its own.
   *
   * @param size and what becomes of another shape
   */
  PicturePixels resized(Resizing size) {
    return size.width() == width && size.height() == height
        ? this
        : new PicturePixels(
            size.height(), size.width(), new Resampling(width, height, colours).to(size));
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
   * @param channels 1 for how light each pixel is, or 3
   * @param into where to
   * @param offset index of the first byte
   */
  void copy(int channels, byte[] into, int offset) {
    int next = offset;
    for (int colour : colours) {
      int levels = channels == 1 ? Math.round(255 * Luminance.of(colour)) : colour;
      for (int channel = channels - 1; channel >= 0; channel--) {
        into[next++] = (byte) (levels >> (8 * channel));
      }
    }
  }
}
