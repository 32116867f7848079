package capstan.mnist.picture;

import java.awt.Color;
import java.awt.Font;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

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
   * @param counts {@code counts[label][prediction]}, square
   * @param classNames as many as there are classes
   * @throws IllegalArgumentException if the matrix is not square, a count is negative or the names
   *     do not match
   * @throws NoFontException if the machine has no font
   */
  public static Picture draw(String title, int[][] counts, List<String> classNames)
      throws NoFontException {
    check(counts, classNames);
    Canvas.requireFont();
    if (counts.length > MOST_WITH_NUMBERS) {
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
    int classes = counts.length;
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
              Color ink = counts[label][read] == 0 ? Canvas.LINE : inkOn(ground);
              Font font = Canvas.font(15, label == read);
              canvas.text("" + counts[label][read], x + cellWidth / 2.0, middle, 0.5, font, ink);
            }
            canvas.text("" + images(counts[label]), imagesRight, middle, 1, name, Canvas.FAINT);
            canvas.text(error(counts[label], label), errorRight, middle, 1, name, Canvas.INK);
          }
        });
  }

  /** The title with the whole error, such as "test, 27 of 10000 misread (0.27 %)". */
  static String heading(String title, int[][] counts) {
    long images = 0;
    long misread = 0;
    for (int label = 0; label < counts.length; label++) {
      images += images(counts[label]);
      misread += images(counts[label]) - counts[label][label];
    }
    String share = images == 0 ? "" : " (" + percent(misread, images) + ")";
    return "%s, %d of %d misread%s".formatted(title, misread, images, share);
  }

  /** How many per cent of a class were misread; a dash for a class without images. */
  static String error(int[] row, int label) {
    long images = images(row);
    return images == 0 ? "–" : percent(images - row[label], images);
  }

  private static String percent(long part, long whole) {
    return String.format(Locale.ROOT, "%.2f %%", 100.0 * part / whole);
  }

  private static long images(int[] row) {
    return IntStream.of(row).asLongStream().sum();
  }

  /** The largest count off the diagonal. */
  static int mostConfused(int[][] counts) {
    int most = 0;
    for (int label = 0; label < counts.length; label++) {
      for (int read = 0; read < counts.length; read++) {
        most = label == read ? most : Math.max(most, counts[label][read]);
      }
    }
    return most;
  }

  /** The colour of a cell. */
  static Color ground(int[][] counts, int label, int read, int most) {
    int count = counts[label][read];
    if (count == 0) {
      return NOTHING;
    }
    if (label == read) {
      return Canvas.blend(Color.WHITE, RIGHT, 0.25 + 0.75 * count / images(counts[label]));
    }
    return Canvas.blend(
        Color.WHITE, Canvas.ALARM, 0.15 + 0.75 * Math.log1p(count) / Math.log1p(most));
  }

  private static Color inkOn(Color ground) {
    double brightness =
        0.299 * ground.getRed() + 0.587 * ground.getGreen() + 0.114 * ground.getBlue();
    return brightness < 150 ? Color.WHITE : Canvas.INK;
  }

  private static void check(int[][] counts, List<String> classNames) {
    if (counts.length == 0 || classNames.size() != counts.length) {
      throw new IllegalArgumentException(
          "%d classes with %d names".formatted(counts.length, classNames.size()));
    }
    for (int[] row : counts) {
      if (row.length != counts.length) {
        throw new IllegalArgumentException(
            "a row of %d counts in a matrix of %d classes".formatted(row.length, counts.length));
      }
      for (int count : row) {
        if (count < 0) {
          throw new IllegalArgumentException("negative count " + count);
        }
      }
    }
  }
}
