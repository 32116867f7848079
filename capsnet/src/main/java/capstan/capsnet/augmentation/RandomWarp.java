package capstan.capsnet.augmentation;

import capstan.core.CounterRandom;
import capstan.core.Shape;
import java.util.Arrays;

/**
 * All that is geometry in one bilinear interpolation: an image scaled, sheared, turned and moved
 * about its centre, in this order, and bent. Outside it everything is zero. Has scratch memory, and
 * so belongs to one thread.
 */
final class RandomWarp {
  private static final long STREAM = 0x77617270L;

  /** Random numbers set aside for an example. */
  private static final int NUMBERS = 8;

  private final Augmentation augmentation;
  private final double shift;
  private final CounterRandom random;
  private final ElasticField field;
  private final int height;
  private final int width;
  private final int channels;

  /** The image within a border of zeros, so that every pixel within has four around it. */
  private final float[] bordered;

  /** Where the pixels of a row come from, in the bordered image. */
  private final float[] fromX;

  private final float[] fromY;

  // The inverse of the map, from a pixel to where it comes from: x' = xx·x + xy·y + right.
  private double xx;
  private double xy;
  private double yx;
  private double yy;
  private double right;
  private double down;

  private boolean bends;

  RandomWarp(Augmentation augmentation, double shift, Shape image, long seed) {
    this.augmentation = augmentation;
    this.shift = shift;
    random = new CounterRandom(seed, STREAM);
    height = image.extent(0);
    width = image.extent(1);
    channels = image.extent(2);
    field = new ElasticField(augmentation.elastic(), height, width, seed);
    bordered = new float[Math.multiplyExact((height + 2) * (width + 2), channels)];
    fromX = new float[width];
    fromY = new float[width];
  }

  /** Whether an example is warped at all. */
  boolean isDrawn(long example) {
    return random.uniform(example * NUMBERS + 6) < augmentation.warpShare();
  }

  /** Warps an image by the amounts of an example. */
  void apply(long example, float[] image, float[] into, int offset) {
    draw(example);
    warp(image, into, offset);
  }

  /** Moves an image by the amounts of an example, and changes it in no other way. */
  void move(long example, float[] image, float[] into, int offset) {
    long first = example * NUMBERS;
    set(0, 0, 1, 1, evenly(first + 4, shift), evenly(first + 5, shift));
    bends = false;
    warp(image, into, offset);
  }

  /** Draws the amounts of an example. */
  void draw(long example) {
    long first = example * NUMBERS;
    set(
        StrictMath.toRadians(evenly(first, augmentation.rotate())),
        evenly(first + 1, augmentation.shear()),
        factor(first + 2),
        factor(first + 3),
        evenly(first + 4, shift),
        evenly(first + 5, shift));
    bends = augmentation.elastic() > 0;
    if (bends) {
      field.draw(example);
    }
  }

  /**
   * Sets the map, which first scales, then shears, turns and moves.
   *
   * @param angle in radians, counter-clockwise to the eye
   * @param shear columns per row that the upper part goes to the right
   * @param across factor of the width
   * @param along factor of the height
   * @param moveRight columns to the right
   * @param moveDown rows down
   */
  void set(
      double angle, double shear, double across, double along, double moveRight, double moveDown) {
    double cosine = StrictMath.cos(angle);
    double sine = StrictMath.sin(angle);
    xx = (cosine + shear * sine) / across;
    xy = (shear * cosine - sine) / across;
    yx = sine / along;
    yy = cosine / along;
    right = -(xx * moveRight + xy * moveDown);
    down = -(yx * moveRight + yy * moveDown);
  }

  /** The column that a pixel comes from, all counted from the centre. */
  double fromColumn(double x, double y) {
    return xy * y + xx * x + right;
  }

  /** The row that it comes from. */
  double fromRow(double x, double y) {
    return yy * y + yx * x + down;
  }

  /** Warps an image by the amounts set. */
  void warp(float[] image, float[] into, int offset) {
    int row = width * channels;
    for (int y = 0; y < height; y++) {
      System.arraycopy(image, y * row, bordered, ((y + 1) * (width + 2) + 1) * channels, row);
    }
    for (int y = 0; y < height; y++) {
      locate(y);
      interpolate(into, offset + y * row);
    }
  }

  /** From −most to most. */
  private double evenly(long index, double most) {
    return (2 * random.uniform(index) - 1) * most;
  }

  private double factor(long index) {
    return StrictMath.exp(evenly(index, StrictMath.log1p(augmentation.scale())));
  }

  private void locate(int y) {
    double centreX = (width - 1) / 2.0;
    double centreY = (height - 1) / 2.0;
    double fromCentre = y - centreY;
    // The border moves everything by one.
    double startX = fromColumn(-centreX, fromCentre) + centreX + 1;
    double startY = fromRow(-centreX, fromCentre) + centreY + 1;
    for (int x = 0; x < width; x++) {
      fromX[x] = (float) (startX + xx * x);
      fromY[x] = (float) (startY + yx * x);
    }
    if (bends) {
      field.addTo(y, fromX, fromY);
    }
  }

  private void interpolate(float[] into, int offset) {
    int row = (width + 2) * channels;
    for (int x = 0; x < width; x++) {
      float column = fromX[x];
      float line = fromY[x];
      int to = offset + x * channels;
      if (!(column >= 0 && column < width + 1 && line >= 0 && line < height + 1)) {
        Arrays.fill(into, to, to + channels, 0f);
        continue;
      }
      int left = (int) column;
      int top = (int) line;
      float far = column - left;
      float low = line - top;
      int from = top * row + left * channels;
      for (int channel = 0; channel < channels; channel++, from++) {
        float upper = bordered[from] + far * (bordered[from + channels] - bordered[from]);
        float lower =
            bordered[from + row] + far * (bordered[from + row + channels] - bordered[from + row]);
        into[to + channel] = upper + low * (lower - upper);
      }
    }
  }
}
