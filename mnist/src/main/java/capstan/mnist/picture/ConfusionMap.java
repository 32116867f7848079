package capstan.mnist.picture;

import capstan.capsnet.run.ConfusionMatrix;
import capstan.mnist.text.Figures;
import java.awt.Color;
import java.awt.Font;
import java.util.List;

/**
 * The confusion matrix as an annotated map: a row for each true class, a column for what it was
 * read as, and beside each row how many images that class has and how many per cent of them were
 * misread. Blue is right, red is wrong; red deepens with the logarithm of the count, since a single
 * confusion in a thousand is what one looks for. Of more classes than {@value #MOST_WITH_NUMBERS}
 * only the colours are drawn.
 */
public final class ConfusionMap {
  static final int MOST_WITH_NUMBERS = 30;

  private static final int MARGIN = 20;
  private static final int CELL_HEIGHT = 44;
  private static final int LEAST_CELL_WIDTH = 56;
  private static final int WIDEST_CELL = 110;
  private static final int TEXT_HEIGHT = 15;

  /** Of a class' name, in pixels; a longer one is shortened. */
  static final int LONGEST_NAME = 180;

  private static final int GAP = 2;
  private static final int SIDE_WIDTH = 80;
  private static final int HEADER = 92;
  private static final Color RIGHT = new Color(0x1f5fa8);
  private static final Color NOTHING = new Color(0xf3f5f7);

  private ConfusionMap() {}

  /**
   * Draws the matrix.
   *
   * @param title a line over everything; how many were misread is added to it
   * @param counts how often each class was read as each
   * @param classNames as many as there are classes
   * @throws IllegalArgumentException if there is no class, or the names do not match
   * @throws NoFontException if the machine has no font
   */
  public static Picture draw(String title, ConfusionMatrix counts, List<String> classNames)
      throws NoFontException {
    if (counts.classes() == 0 || classNames.size() != counts.classes()) {
      throw new IllegalArgumentException(
          "%d classes with %d names".formatted(counts.classes(), classNames.size()));
    }
    Canvas.requireFont();
    if (counts.classes() > MOST_WITH_NUMBERS) {
      return ManyClassesMap.draw(heading(title, counts), counts, classNames);
    }
    Font name = Canvas.font(15, false);
    List<String> names =
        classNames.stream().map(each -> Canvas.shortenedWithin(each, name, LONGEST_NAME)).toList();
    int namesWidth = Canvas.widest(names.stream(), name);
    // Names too long to stand side by side are turned upwards.
    boolean upwards = namesWidth + 12 > WIDEST_CELL;
    int cellWidth = upwards ? LEAST_CELL_WIDTH : Math.max(LEAST_CELL_WIDTH, namesWidth + 12);
    int header = HEADER + (upwards ? namesWidth - TEXT_HEIGHT : 0);
    int classes = counts.classes();
    int left = MARGIN + 30 + namesWidth + 12;
    String heading = heading(title, counts);
    Font headingFont = Canvas.font(18, true);
    int right = left + classes * (cellWidth + GAP) + 2 * SIDE_WIDTH + MARGIN;
    int width = Math.max(right, Canvas.textWidth(heading, headingFont) + 2 * MARGIN);
    int height = header + classes * (CELL_HEIGHT + GAP) + MARGIN;
    return Canvas.draw(
        width,
        height,
        canvas -> {
          canvas.text(heading, MARGIN, MARGIN + 8, 0, headingFont, Canvas.INK);
          int gridWidth = classes * (cellWidth + GAP) - GAP;
          int gridHeight = classes * (CELL_HEIGHT + GAP) - GAP;
          Font axis = Canvas.font(14, false);
          canvas.text("read as", left + gridWidth / 2.0, 54, 0.5, axis, Canvas.FAINT);
          canvas.textUpwards(
              "true class", MARGIN + 8, header + gridHeight / 2.0, 0.5, axis, Canvas.FAINT);
          double imagesRight = left + gridWidth + SIDE_WIDTH;
          double errorRight = imagesRight + SIDE_WIDTH;
          canvas.text("images", imagesRight, header - 14, 1, axis, Canvas.FAINT);
          canvas.text("error", errorRight, header - 14, 1, axis, Canvas.FAINT);
          int most = mostConfused(counts);
          for (int label = 0; label < classes; label++) {
            int top = header + label * (CELL_HEIGHT + GAP);
            double middle = top + CELL_HEIGHT / 2.0;
            double columnMiddle = left + label * (cellWidth + GAP) + cellWidth / 2.0;
            if (upwards) {
              canvas.textUpwards(names.get(label), columnMiddle, header - 8, 0, name, Canvas.INK);
            } else {
              canvas.text(names.get(label), columnMiddle, header - 14, 0.5, name, Canvas.INK);
            }
            canvas.text(names.get(label), left - 12, middle, 1, name, Canvas.INK);
            for (int read = 0; read < classes; read++) {
              int x = left + read * (cellWidth + GAP);
              Color ground = ground(counts, label, read, most);
              canvas.fill(x, top, cellWidth, CELL_HEIGHT, ground);
              Color ink = counts.count(label, read) == 0 ? Canvas.LINE : inkOn(ground);
              Font font = Canvas.font(15, label == read);
              canvas.text(
                  "" + counts.count(label, read), x + cellWidth / 2.0, middle, 0.5, font, ink);
            }
            canvas.text("" + counts.images(label), imagesRight, middle, 1, name, Canvas.FAINT);
            canvas.text(error(counts, label), errorRight, middle, 1, name, Canvas.INK);
          }
        });
  }

  /** The title with the whole error, such as "test, 27 of 10000 misread (0.27 %)". */
  static String heading(String title, ConfusionMatrix counts) {
    int images = counts.images();
    String share =
        images == 0 ? "" : " (" + Figures.percent(100.0 * counts.wrong() / images, 2) + ")";
    return "%s, %d of %d misread%s".formatted(title, counts.wrong(), images, share);
  }

  /** How many per cent of a class were misread; a dash for a class without images. */
  static String error(ConfusionMatrix counts, int label) {
    return Figures.percent(counts.errorPercent(label), 2);
  }

  /** The largest count off the diagonal. */
  static int mostConfused(ConfusionMatrix counts) {
    int most = 0;
    for (int label = 0; label < counts.classes(); label++) {
      for (int read = 0; read < counts.classes(); read++) {
        most = label == read ? most : Math.max(most, counts.count(label, read));
      }
    }
    return most;
  }

  /** The colour of a cell. */
  static Color ground(ConfusionMatrix counts, int label, int read, int most) {
    int count = counts.count(label, read);
    if (count == 0) {
      return NOTHING;
    }
    if (label == read) {
      return Canvas.blend(Color.WHITE, RIGHT, 0.25 + 0.75 * count / counts.images(label));
    }
    return Canvas.blend(
        Color.WHITE, Canvas.ALARM, 0.15 + 0.75 * Math.log1p(count) / Math.log1p(most));
  }

  private static Color inkOn(Color ground) {
    double brightness =
        0.299 * ground.getRed() + 0.587 * ground.getGreen() + 0.114 * ground.getBlue();
    return brightness < 150 ? Color.WHITE : Canvas.INK;
  }
}
