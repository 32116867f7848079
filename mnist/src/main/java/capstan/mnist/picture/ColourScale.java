package capstan.mnist.picture;

import java.awt.Color;
import java.util.function.DoubleUnaryOperator;

/** Numbers as colours, and the bar that explains them. */
public final class ColourScale {
  private static final Color NOTHING = new Color(0xf1f4f8);
  private static final Color MOST = new Color(0x08306b);
  private static final Color BELOW = new Color(0xa63603);
  private static final int BAR_WIDTH = 240;
  private static final int BAR_HEIGHT = 14;
  private static final int HEIGHT = 64;

  private final DoubleUnaryOperator share;
  private final boolean diverging;

  private ColourScale(DoubleUnaryOperator share, boolean diverging) {
    this.share = share;
    this.diverging = diverging;
  }

  /**
   * From nearly white for 0 to dark blue.
   *
   * @param largest what is darkest; above 0
   * @throws IllegalArgumentException if it is not
   */
  public static ColourScale upTo(double largest) {
    if (!(largest > 0)) {
      throw new IllegalArgumentException("a colour scale up to " + largest);
    }
    return new ColourScale(value -> value / largest, false);
  }

  /**
   * Nearly white in the middle, blue above and brown below, by ratio.
   *
   * @param middle the number that is white; above 0
   * @param factor so many times the middle, and one so many-th of it, are darkest; above 1
   * @throws IllegalArgumentException if one is not
   */
  public static ColourScale around(double middle, double factor) {
    if (!(middle > 0 && factor > 1)) {
      throw new IllegalArgumentException(
          "a colour scale around " + middle + " by a factor of " + factor);
    }
    return new ColourScale(value -> Math.log(value / middle) / Math.log(factor), true);
  }

  /**
   * A map of numbers as an image.
   *
   * @param height rows
   * @param width columns
   * @param values {@code [height, width]}
   * @throws IllegalArgumentException if there are not as many values
   */
  public PixelImage map(int height, int width, float... values) {
    if (values.length != height * width) {
      throw new IllegalArgumentException(
          "%d values for a map of %dx%d".formatted(values.length, height, width));
    }
    float[] colours = new float[3 * values.length];
    for (int i = 0; i < values.length; i++) {
      Color colour = colour(share.applyAsDouble(values[i]));
      colours[3 * i] = colour.getRed() / 255f;
      colours[3 * i + 1] = colour.getGreen() / 255f;
      colours[3 * i + 2] = colour.getBlue() / 255f;
    }
    return PixelImage.of(height, width, 3, colours);
  }

  private static Color colour(double share) {
    return Canvas.blend(NOTHING, share < 0 ? BELOW : MOST, Math.min(Math.abs(share), 1));
  }

  /**
   * The bar, with its ends named.
   *
   * @param name what the numbers are
   * @param least what stands at its left end
   * @param most what stands at its right end
   * @throws NoFontException if the machine has no font
   */
  public Picture bar(String name, String least, String most) throws NoFontException {
    Canvas.requireFont();
    var font = Canvas.font(13, false);
    int ends = Math.max(Canvas.textWidth(least, font), Canvas.textWidth(most, font)) + 8;
    int width = Math.max(BAR_WIDTH + 2 * ends, Canvas.textWidth(name, font)) + 32;
    return Canvas.draw(
        width,
        HEIGHT,
        canvas -> {
          canvas.text(name, 16, 16, 0, font, Canvas.FAINT);
          double right = 16.0 + Canvas.textWidth(least, font) + 8;
          canvas.text(least, 16, 42, 0, font, Canvas.INK);
          for (int x = 0; x < BAR_WIDTH; x++) {
            canvas.fill(
                (int) right + x, 35, 1, BAR_HEIGHT, colour(diverging ? 2 * at(x) - 1 : at(x)));
          }
          canvas.text(most, right + BAR_WIDTH + 8, 42, 0, font, Canvas.INK);
        });
  }

  /** How far along the bar a column of it lies, 0 to 1. */
  private static double at(int x) {
    return x / (double) (BAR_WIDTH - 1);
  }
}
