package capstan.mnist.input;

import capstan.capsnet.data.InvalidDataException;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * How light each pixel of a picture is, 0 black to 1 white, whatever kind of picture it was.
 *
 * @param width columns
 * @param height rows
 * @param values row by row; shared, not copied
 */
@SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
record Luminance(int width, int height, float... values) {

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
      for (int i = 0; i < values.length; i++) {
        values[i] = grey.get().level(i % width, i / width);
        opacity[i] = grey.get().opacity(i % width, i / width);
      }
    } else {
      int[] colours = picture.getRGB(0, 0, width, height, null, 0, width);
      for (int i = 0; i < values.length; i++) {
        values[i] = of(colours[i]);
        opacity[i] = (colours[i] >>> 24) / 255f;
      }
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
    return median(border());
  }

  /** The median distance of the outermost pixels from their median. */
  float borderDeviation() {
    float[] distances = border();
    float median = borderMedian();
    for (int i = 0; i < distances.length; i++) {
      distances[i] = Math.abs(distances[i] - median);
    }
    return median(distances);
  }

  private static float median(float... values) {
    Arrays.sort(values);
    return values[values.length / 2];
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
