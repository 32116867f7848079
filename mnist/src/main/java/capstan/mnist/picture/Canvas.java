package capstan.mnist.picture;

import capstan.capsnet.text.ShownName;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.font.FontRenderContext;
import java.awt.font.LineBreakMeasurer;
import java.awt.font.TextAttribute;
import java.awt.image.BufferedImage;
import java.text.AttributedString;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A white sheet to draw on, with the few strokes that pictures are made of.
 *
 * @param graphics what draws on it
 */
public record Canvas(Graphics2D graphics) {
  /** Colour of text. */
  public static final Color INK = new Color(0x24292f);

  /** Colour of what is said beside. */
  public static final Color FAINT = new Color(0x6e7781);

  /** Colour of thin lines. */
  public static final Color LINE = new Color(0xd0d7de);

  static final Color ALARM = new Color(0xc8321e);

  private static final FontRenderContext METRICS = new FontRenderContext(null, true, true);

  /** A colour between two, or one of them: of the second a share of 0 to 1. */
  static Color blend(Color one, Color other, double share) {
    return new Color(
        blend(one.getRed(), other.getRed(), share),
        blend(one.getGreen(), other.getGreen(), share),
        blend(one.getBlue(), other.getBlue(), share));
  }

  private static int blend(int one, int other, double share) {
    return (int) Math.round(one + share * (other - one));
  }

  /** Draws a picture of the given size. */
  public static Picture draw(int width, int height, Consumer<Canvas> drawing) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    graphics.setRenderingHint(
        RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, width, height);
    try {
      drawing.accept(new Canvas(graphics));
    } finally {
      graphics.dispose();
    }
    return new Picture(image);
  }

  /**
   * Makes sure that there is a font, before anything asks for one in passing.
   *
   * @throws NoFontException if there is none
   */
  public static void requireFont() throws NoFontException {
    try {
      font(12, false).getStringBounds("0", METRICS);
    } catch (OutOfMemoryError tooSmall) {
      throw tooSmall;
    } catch (RuntimeException | Error noFont) {
      // Which of them depends on what is missing, and a second call meets another than the first;
      // where a cache names fonts that are gone, it is a bare Error.
      throw new NoFontException(noFont);
    }
  }

  /** The font of all pictures, in a size. */
  public static Font font(int size, boolean bold) {
    return new Font(Font.SANS_SERIF, bold ? Font.BOLD : Font.PLAIN, size);
  }

  /** Width of a text in pixels, rounded up. */
  public static int textWidth(String text, Font font) {
    return (int) Math.ceil(width(ShownName.of(text), font));
  }

  private static double width(String text, Font font) {
    return font.getStringBounds(text, METRICS).getWidth();
  }

  /** Width of the widest of several texts in pixels; 0 if there is none. */
  public static int widest(Stream<String> texts, Font font) {
    return texts.mapToInt(text -> textWidth(text, font)).max().orElse(0);
  }

  /**
   * A text that fits a width, its middle left out if need be: names of runs often differ at their
   * ends.
   *
   * @param width in pixels
   */
  public static String shortenedWithin(String text, Font font, int width) {
    if (textWidth(text, font) <= width) {
      return text;
    }
    int kept = text.codePointCount(0, text.length());
    String shown = text;
    while (kept > 0 && textWidth(shown, font) > width) {
      kept--;
      int end = text.offsetByCodePoints(0, kept - kept / 2);
      int rest = text.offsetByCodePoints(text.length(), -(kept / 2));
      shown = text.substring(0, end).strip() + "…" + text.substring(rest).strip();
    }
    return shown;
  }

  /**
   * As much of a text as there is room for, with an ellipsis where some is left out.
   *
   * @param width room in pixels
   */
  public static String shortened(String text, Font font, int width) {
    if (textWidth(text, font) <= width) {
      return text;
    }
    int end = text.length() - 1;
    while (end > 0 && textWidth(text.substring(0, end).strip() + "…", font) > width) {
      end = text.offsetByCodePoints(end, -1);
    }
    return text.substring(0, end).strip() + "…";
  }

  /**
   * A text in as many lines as it needs, words whole where they fit, its middle left out if it
   * would fill more than three.
   *
   * @param width in pixels
   */
  static List<String> lines(String text, Font font, int width) {
    // Two lines that follow each other are together wider than one could be, so four would be wider
    // than this.
    String shown = shortenedWithin(ShownName.of(text), font, 2 * width);
    List<String> lines = new ArrayList<>();
    if (!shown.isEmpty()) {
      LineBreakMeasurer measurer =
          new LineBreakMeasurer(
              new AttributedString(shown, Map.of(TextAttribute.FONT, font)).getIterator(), METRICS);
      while (measurer.getPosition() < shown.length()) {
        int begin = measurer.getPosition();
        measurer.setPosition(measurer.nextOffset(width));
        lines.add(shown.substring(begin, measurer.getPosition()).strip());
      }
    }
    return lines;
  }

  /** The title of a picture with a margin of 24 pixels, shortened if need be. */
  public void title(String text, double middle, int pictureWidth) {
    Font font = font(18, true);
    text(shortenedWithin(text, font, pictureWidth - 48), 24, middle, 0, font, INK);
  }

  /**
   * Draws a text between two places.
   *
   * @param x where it begins, is centred or ends
   * @param middle vertical centre of its digits
   * @param alignment 0 if it begins at x, 0.5 if it is centred there, 1 if it ends there
   */
  public void text(
      String text, double x, double middle, double alignment, Font font, Color colour) {
    // A mark of text direction would turn round all that follows it.
    String shown = ShownName.of(text);
    double width = width(shown, font);
    double digit = font.createGlyphVector(METRICS, "0").getVisualBounds().getHeight();
    graphics.setFont(font);
    graphics.setColor(colour);
    graphics.drawString(shown, (float) (x - alignment * width), (float) (middle + digit / 2));
  }

  /**
   * A text that reads from bottom to top, as beside a vertical axis.
   *
   * @param middle horizontal centre of its digits
   * @param y where it begins, is centred or ends
   * @param alignment 0 if it begins at y, 0.5 if it is centred there, 1 if it ends there
   */
  public void textUpwards(
      String text, double middle, double y, double alignment, Font font, Color colour) {
    Graphics2D turned = (Graphics2D) graphics.create();
    turned.rotate(-Math.PI / 2, middle, y);
    new Canvas(turned).text(text, middle, y, alignment, font, colour);
    turned.dispose();
  }

  /** Fills a rectangle. */
  public void fill(int x, int y, int width, int height, Color colour) {
    graphics.setColor(colour);
    graphics.fillRect(x, y, width, height);
  }

  /** A frame of the given thickness just outside a rectangle. */
  void frame(int x, int y, int width, int height, int thickness, Color colour) {
    for (int out = 1; out <= thickness; out++) {
      fill(x - out, y - out, width + 2 * out, 1, colour);
      fill(x - out, y + height + out - 1, width + 2 * out, 1, colour);
      fill(x - out, y - out, 1, height + 2 * out, colour);
      fill(x + width + out - 1, y - out, 1, height + 2 * out, colour);
    }
  }

  /** A finished picture, pixel for pixel. */
  void picture(Picture picture, int left, int top) {
    graphics.drawImage(picture.image(), left, top, null);
  }

  /** An image, each of its pixels a square of {@code scale} by {@code scale}. */
  void image(PixelImage pixels, int left, int top, int scale) {
    for (int y = 0; y < pixels.height(); y++) {
      for (int x = 0; x < pixels.width(); x++) {
        fill(left + x * scale, top + y * scale, scale, scale, new Color(pixels.rgb(y, x)));
      }
    }
  }
}
