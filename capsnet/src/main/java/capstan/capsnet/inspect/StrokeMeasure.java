package capstan.capsnet.inspect;

import java.util.List;

/**
 * What can be measured of a digit without knowing which one it is. Pixels count as ink by their
 * brightness; a colour image by the mean of its channels.
 */
public enum StrokeMeasure {
  /** All ink together, in pixels of full brightness. */
  INK(0, "ink", "px", 10),
  /**
   * Width of the stroke: twice the ink over the length of its outline, as for a long ribbon. Blur
   * does not change it.
   */
  THICKNESS(1, "thickness", "px", 0.25),
  /** How far the digit leans, positive to the right, from its second moments. */
  SLANT(2, "slant", "°", 5),
  /** Width of a bar whose ink spreads as far sideways. */
  WIDTH(3, "width", "px", 1),
  /** Height of a bar whose ink spreads as far up and down. */
  HEIGHT(4, "height", "px", 1),
  /** Centre of the ink from left to right. */
  ACROSS(5, "place across", "px", 1),
  /** Centre of the ink from top to bottom. */
  DOWN(6, "place down", "px", 1);

  private final int place;
  private final String words;
  private final String unit;
  private final double visible;

  StrokeMeasure(int place, String words, String unit, double visible) {
    this.place = place;
    this.words = words;
    this.unit = unit;
    this.visible = visible;
  }

  /** Its name, for people. */
  public String words() {
    return words;
  }

  /** Its unit. */
  public String unit() {
    return unit;
  }

  /**
   * This measure among those of all, in their order.
   *
   * @param all one number a measure
   */
  public double in(List<Double> all) {
    return all.get(place);
  }

  /** Where it stands among the numbers of {@link #of}, from 0. */
  public int place() {
    return place;
  }

  /** The least change that an eye notices, in its unit. */
  double visible() {
    return visible;
  }

  /**
   * Measures an image.
   *
   * @param pixels [height, width, channels], from 0 to 1
   * @param offset where it starts
   * @param height rows
   * @param width columns
   * @param channels numbers per pixel
   * @return one number a measure, in their order; all but the ink NaN for an image without any
   */
  public static double[] of(float[] pixels, int offset, int height, int width, int channels) {
    double[][] ink = new double[height + 1][width + 1];
    double sum = 0;
    double sumX = 0;
    double sumY = 0;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        for (int channel = 0; channel < channels; channel++) {
          ink[y][x] += pixels[offset + (y * width + x) * channels + channel] / channels;
        }
        sum += ink[y][x];
        sumX += ink[y][x] * x;
        sumY += ink[y][x] * y;
      }
    }
    double centreX = sumX / sum;
    double centreY = sumY / sum;
    double xx = 0;
    double xy = 0;
    double yy = 0;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        xx += ink[y][x] * (x - centreX) * (x - centreX);
        xy += ink[y][x] * (x - centreX) * (y - centreY);
        yy += ink[y][x] * (y - centreY) * (y - centreY);
      }
    }
    double[] measures = new double[values().length];
    measures[INK.place] = sum;
    measures[THICKNESS.place] = 2 * sum / outline(ink);
    measures[SLANT.place] = Math.toDegrees(Math.atan(-xy / yy));
    // A uniform bar of n pixels has variance (n² − 1) / 12.
    measures[WIDTH.place] = Math.sqrt(12 * xx / sum + 1);
    measures[HEIGHT.place] = Math.sqrt(12 * yy / sum + 1);
    measures[ACROSS.place] = centreX;
    measures[DOWN.place] = centreY;
    return measures;
  }

  /** Total variation: for black and white the length of the outline, blurred or not. */
  private static double outline(double[][] ink) {
    double length = 0;
    for (int y = 0; y < ink.length; y++) {
      for (int x = 0; x < ink[0].length; x++) {
        double left = x == 0 ? 0 : ink[y][x - 1];
        double above = y == 0 ? 0 : ink[y - 1][x];
        length += Math.hypot(ink[y][x] - left, ink[y][x] - above);
      }
    }
    return length;
  }
}
