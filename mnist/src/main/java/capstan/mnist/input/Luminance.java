package capstan.mnist.input;

import capstan.capsnet.data.InvalidDataException;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** How light each pixel of a picture is, 0 black to 1 white, whatever kind of picture it was. */
final class Luminance {
  private final int width;
  private final int height;
  private final float[] values;
  private final float[] border;

  private Luminance(int width, int height, float[] values) {
    this.width = width;
    this.height = height;
    this.values = values;
    this.border = border();
    Arrays.sort(border);
  }

  /**
   * Reads the pixels. What is transparent becomes white, or black where what is opaque is light:
   * ink on a transparent ground would vanish otherwise.
   *
   * @param file for the message
   * @param picture any kind of pixels
   * @throws InvalidDataException if every pixel is transparent
   */
  static Luminance of(Path file, BufferedImage picture) throws InvalidDataException {
    int width = picture.getWidth();
    int height = picture.getHeight();
    float[] values = new float[width * height];
    float[] opacity = new float[width * height];
    Optional<GreySamples> grey = GreySamples.of(picture);
    if (grey.isPresent()) {
      readGrey(picture, grey.get(), values, opacity);
    } else {
      readColours(picture, values, opacity);
    }
    double opaque = 0;
    double light = 0;
    for (int i = 0; i < values.length; i++) {
      opaque += opacity[i];
      light += opacity[i] * values[i];
    }
    if (opaque == 0) {
      throw new InvalidDataException(file, "a wholly transparent picture", "a digit");
    }
    float ground = light / opaque < 0.5 ? 1 : 0;
    for (int i = 0; i < values.length; i++) {
      values[i] = opacity[i] * values[i] + (1 - opacity[i]) * ground;
    }
    return new Luminance(width, height, values);
  }

  private static void readGrey(
      BufferedImage picture, GreySamples grey, float[] values, float[] opacity) {
    int i = 0;
    for (int y = 0; y < picture.getHeight(); y++) {
      for (int x = 0; x < picture.getWidth(); x++, i++) {
        values[i] = grey.level(x, y);
        opacity[i] = grey.opacity(x, y);
      }
    }
  }

  private static void readColours(BufferedImage picture, float[] values, float[] opacity) {
    int[] row = new int[picture.getWidth()];
    int i = 0;
    for (int y = 0; y < picture.getHeight(); y++) {
      picture.getRGB(0, y, row.length, 1, row, 0, row.length);
      for (int argb : row) {
        values[i] = of(argb);
        opacity[i] = (argb >>> 24) / 255f;
        i++;
      }
    }
  }

  /** That of one colour, whatever its opacity. */
  static float of(int argb) {
    int red = argb >> 16 & 0xff;
    int green = argb >> 8 & 0xff;
    int blue = argb & 0xff;
    return (0.299f * red + 0.587f * green + 0.114f * blue) / 255f;
  }

  /**
   * A part of the picture, copied.
   *
   * @param window not empty
   */
  Luminance part(Rectangle window) {
    float[] inside = new float[window.width * window.height];
    for (int y = 0; y < window.height; y++) {
      System.arraycopy(
          values, (window.y + y) * width + window.x, inside, y * window.width, window.width);
    }
    return new Luminance(window.width, window.height, inside);
  }

  int width() {
    return width;
  }

  int height() {
    return height;
  }

  /** Row by row; shared, not copied. */
  float[] values() {
    return values;
  }

  /** The darkest pixel. */
  float least() {
    float least = 1;
    for (float value : values) {
      least = Math.min(least, value);
    }
    return least;
  }

  /** The lightest pixel. */
  float most() {
    float most = 0;
    for (float value : values) {
      most = Math.max(most, value);
    }
    return most;
  }

  /** The median of the outermost pixels. */
  float borderMedian() {
    return border[border.length / 2];
  }

  /** The median distance of the outermost pixels from their median. */
  float borderDeviation() {
    float[] distances = new float[border.length];
    for (int i = 0; i < border.length; i++) {
      distances[i] = Math.abs(border[i] - borderMedian());
    }
    Arrays.sort(distances);
    return distances[distances.length / 2];
  }

  private float[] border() {
    float[] ring = new float[2 * (width + height)];
    int next = 0;
    for (int x = 0; x < width; x++) {
      ring[next++] = values[x];
      ring[next++] = values[(height - 1) * width + x];
    }
    for (int y = 0; y < height; y++) {
      ring[next++] = values[y * width];
      ring[next++] = values[y * width + width - 1];
    }
    return ring;
  }
}
