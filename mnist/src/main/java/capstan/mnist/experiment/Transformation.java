package capstan.mnist.experiment;

import capstan.capsnet.data.ImageSet;
import capstan.mnist.warp.AffineWarp;
import capstan.mnist.warp.StrokeThickness;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** What is done to an image step by step, the same number of steps either way from nothing. */
public enum Transformation {
  /** Moved along the rows by whole pixels: parts of one would blur it as well. */
  SHIFT("pixels to the right", -400, 400, 100, pixels -> AffineWarp.translation(pixels, 0)::apply),
  /** Turned about the centre of the frame. */
  ROTATION(
      "degrees, counter-clockwise", -4500, 4500, 500, turn -> AffineWarp.rotation(turn)::apply),
  /** Stretched about the centre of the frame, both ways alike. */
  SCALE("times as large", 70, 130, 5, factor -> AffineWarp.scale(factor, factor)::apply),
  /** Drawn with thicker or thinner strokes. */
  THICKNESS("pixels wider strokes", -200, 200, 50, wider -> new StrokeThickness(wider)::apply);

  private final String unit;
  private final List<Double> steps;
  private final DoubleFunction<UnaryOperator<ImageSet>> step;

  /** From, to and by are hundredths, so that each step is the number that it is written as. */
  Transformation(
      String unit, int from, int to, int by, DoubleFunction<UnaryOperator<ImageSet>> step) {
    this.unit = unit;
    this.steps =
        IntStream.rangeClosed(0, (to - from) / by).mapToObj(i -> (from + i * by) / 100.0).toList();
    this.step = step;
  }

  /** What its parameter counts. */
  public String unit() {
    return unit;
  }

  /** The values of its parameter, rising. */
  public List<Double> steps() {
    return steps;
  }

  /** Which step leaves images as they are: that in the middle. */
  public int identity() {
    return steps.size() / 2;
  }

  /**
   * Transforms every image of a set.
   *
   * @param images the images
   * @param value of its parameter
   * @return as many of the same size and labels
   */
  public ImageSet apply(ImageSet images, double value) {
    return step.apply(value).apply(images);
  }

  /** In words. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
