package capstan.capsnet.data;

import capstan.core.CounterRandom;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.util.List;

/**
 * Draws one digit after the other as a hand would: a shape is chosen, its points wander, the whole
 * is slanted, turned, squeezed and waved, and a pen of varying pressure follows the curve. What
 * comes out depends on the random numbers' seed and the index alone. A pen serves one thread.
 */
final class DigitPen {
  /** Random numbers set aside for each digit, more than any shape uses. */
  private static final long DRAWS = 1 << 9;

  private static final int STEPS = 5;
  private static final int CORNERS = 6;

  private final CounterRandom random;
  private final BufferedImage canvas =
      new BufferedImage(Framing.FRAME, Framing.FRAME, BufferedImage.TYPE_BYTE_GRAY);
  private final byte[] ink = ((DataBufferByte) canvas.getRaster().getDataBuffer()).getData();
  private final Graphics2D graphics = canvas.createGraphics();
  private long draw;

  /**
   * A pen.
   *
   * @param random decides everything
   */
  DigitPen(CounterRandom random) {
    this.random = random;
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    graphics.setColor(Color.WHITE);
  }

  /**
   * Draws a digit or a letter.
   *
   * @param shapes the ways to write it, each as likely as the others
   * @param index which drawing of the endless sequence
   * @param image {@code [28, 28]}, white on black, overwritten
   */
  void draw(List<DigitShape> shapes, long index, byte[] image) {
    draw = index * DRAWS;
    DigitShape shape = shapes.get(Math.min(shapes.size() - 1, (int) (uniform() * shapes.size())));
    AffineTransform hand = hand();
    // Thickness of the pen in the 28 x 28 image; the strokes are about 95 units long in a box of
    // 20.
    double thickness = Math.clamp(2.7 * Math.exp(0.3 * normal()), 1.3, 5) * 100 / Framing.BOX;
    Wave wave = new Wave(9 * normal(), uniform(), 7 * normal(), uniform());
    double wander = 1.5 + 3.5 * uniform();
    double pressure = 0.16 * normal();
    Path2D.Double outline = new Path2D.Double(Path2D.WIND_NON_ZERO, 2048);
    double cornerX = 0;
    double cornerY = 0;
    float[] previous = {};
    for (float[] curve : shape.curves()) {
      double[] points = new double[curve.length];
      for (int i = 0; i < curve.length; i++) {
        points[i] = curve[i] + wander * normal();
      }
      if (previous.length > 0 && meet(previous, curve)) {
        points[0] = cornerX;
        points[1] = cornerY;
      }
      wave.bend(points);
      cornerX = points[points.length - 2];
      cornerY = points[points.length - 1];
      hand.transform(points, 0, points, 0, points.length / 2);
      follow(points, thickness, pressure, outline);
      previous = curve;
    }
    paint(outline, image);
  }

  /** Slant, turn and squeeze of the whole digit. */
  private AffineTransform hand() {
    AffineTransform hand = AffineTransform.getRotateInstance(0.11 * normal());
    hand.shear(-0.18 - 0.23 * normal(), 0.06 * normal());
    hand.scale(0.8 * Math.exp(0.18 * normal()), 1);
    return hand;
  }

  private static boolean meet(float[] first, float[] second) {
    return first[first.length - 2] == second[0] && first[first.length - 1] == second[1];
  }

  /** A slow bend of the plane, so that neighbouring points move alike. */
  private record Wave(double across, double acrossPhase, double down, double downPhase) {
    void bend(double[] points) {
      for (int i = 0; i < points.length; i += 2) {
        double x = points[i];
        double y = points[i + 1];
        points[i] = x + across * StrictMath.sin(2 * Math.PI * (y / 170 + acrossPhase));
        points[i + 1] = y + down * StrictMath.sin(2 * Math.PI * (x / 170 + downPhase));
      }
    }
  }

  /**
   * Adds the track of a round pen along the Catmull-Rom spline through the points, which is a chain
   * of cubic Béziers whose tangents are half the difference of a point's neighbours.
   */
  private void follow(double[] points, double thickness, double pressure, Path2D.Double outline) {
    int count = points.length / 2;
    int steps = (count - 1) * STEPS;
    double lastX = points[0];
    double lastY = points[1];
    double lastRadius = thickness / 2 * (1 - pressure);
    disc(lastX, lastY, lastRadius, outline);
    for (int step = 1; step <= steps; step++) {
      int span = Math.min((step - 1) / STEPS, count - 2);
      double t = (step - span * STEPS) / (double) STEPS;
      double x = spline(points, count, span, t, 0);
      double y = spline(points, count, span, t, 1);
      // Pressure rises or falls along the stroke, and paper and ink are rough.
      double pressed = 1 + pressure * (2.0 * step / steps - 1);
      double radius = thickness / 2 * pressed * (0.86 + 0.28 * uniform());
      disc(x, y, radius, outline);
      bar(lastX, lastY, lastRadius, x, y, radius, outline);
      lastX = x;
      lastY = y;
      lastRadius = radius;
    }
  }

  private static double spline(double[] points, int count, int span, double t, int axis) {
    double before = points[2 * Math.max(0, span - 1) + axis];
    double from = points[2 * span + axis];
    double to = points[2 * (span + 1) + axis];
    double after = points[2 * Math.min(count - 1, span + 2) + axis];
    double firstHandle = from + (to - before) / 6;
    double secondHandle = to - (after - from) / 6;
    double rest = 1 - t;
    return rest * rest * rest * from
        + 3 * rest * rest * t * firstHandle
        + 3 * rest * t * t * secondHandle
        + t * t * t * to;
  }

  private static void disc(double x, double y, double radius, Path2D.Double outline) {
    for (int corner = 0; corner < CORNERS; corner++) {
      double angle = 2 * Math.PI * corner / CORNERS;
      double cornerX = x + radius * StrictMath.cos(angle);
      double cornerY = y + radius * StrictMath.sin(angle);
      if (corner == 0) {
        outline.moveTo(cornerX, cornerY);
      } else {
        outline.lineTo(cornerX, cornerY);
      }
    }
    outline.closePath();
  }

  /** The part between two discs, wound as they are, so that overlaps count as ink. */
  private static void bar(
      double fromX,
      double fromY,
      double fromRadius,
      double toX,
      double toY,
      double toRadius,
      Path2D.Double outline) {
    double length = StrictMath.sqrt((toX - fromX) * (toX - fromX) + (toY - fromY) * (toY - fromY));
    if (length < 1e-9) {
      return;
    }
    double acrossX = -(toY - fromY) / length;
    double acrossY = (toX - fromX) / length;
    outline.moveTo(fromX - acrossX * fromRadius, fromY - acrossY * fromRadius);
    outline.lineTo(toX - acrossX * toRadius, toY - acrossY * toRadius);
    outline.lineTo(toX + acrossX * toRadius, toY + acrossY * toRadius);
    outline.lineTo(fromX + acrossX * fromRadius, fromY + acrossY * fromRadius);
    outline.closePath();
  }

  private void paint(Path2D.Double outline, byte[] image) {
    Rectangle2D bounds = outline.getBounds2D();
    double scale = Framing.scale(bounds.getWidth(), bounds.getHeight());
    AffineTransform placed =
        AffineTransform.getTranslateInstance(Framing.FRAME / 2.0, Framing.FRAME / 2.0);
    placed.scale(scale, scale);
    placed.translate(-bounds.getCenterX(), -bounds.getCenterY());
    outline.transform(placed);
    java.util.Arrays.fill(ink, (byte) 0);
    graphics.fill(outline);
    Framing.centreByMass(ink, image);
  }

  private double uniform() {
    return random.uniform(draw++);
  }

  private double normal() {
    // A normal number takes two positions of its own.
    draw += draw & 1;
    double normal = random.normal(draw / 2);
    draw += 2;
    return normal;
  }
}
