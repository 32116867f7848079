package capstan.mnist.experiment;

import capstan.capsnet.data.ImageSet;
import capstan.mnist.warp.AffineWarp;
import capstan.mnist.warp.StrokeThickness;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** What is done to an image step by step, the same number of steps either way from nothing. */
public enum Transformation {
  /** Moved along the rows by whole pixels: parts of one would blur it as well. */
  SHIFT("pixels to the right", -400, 400, 100),
  /** Turned about the centre of the frame. */
  ROTATION("degrees, counter-clockwise", -4500, 4500, 500),
  /** Stretched about the centre of the frame, both ways alike. */
  SCALE("times as large", 70, 130, 5),
  /** Drawn with thicker or thinner strokes. */
  THICKNESS("pixels wider strokes", -200, 200, 50);

  private final String unit;
  private final int from;
  private final int to;
  private final int by;

  /** From, to and by are hundredths, so that each step is the number that it is written as. */
  Transformation(String unit, int from, int to, int by) {
    this.unit = unit;
    this.from = from;
    this.to = to;
    this.by = by;
  }

  /** What its parameter counts. */
  public String unit() {
    return unit;
  }

  /** The values of its parameter, rising. */
  public List<Double> steps() {
    return IntStream.rangeClosed(0, (to - from) / by)
        .mapToObj(i -> (from + i * by) / 100.0)
        .toList();
  }

  /** Which step leaves images as they are: that in the middle. */
  public int identity() {
    return (to - from) / by / 2;
  }

  /**
   * Transforms every image of a set.
   *
   * @param images the images
   * @param value of its parameter
   * @return as many of the same size and labels
   */
  public ImageSet apply(ImageSet images, double value) {
    return switch (this) {
      case SHIFT -> AffineWarp.translation(value, 0).apply(images);
      case ROTATION -> AffineWarp.rotation(value).apply(images);
      case SCALE -> AffineWarp.scale(value, value).apply(images);
      case THICKNESS -> new StrokeThickness(value).apply(images);
    };
  }

  /** In words. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
