package capstan.mnist.picture;

import java.awt.Font;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * Images of one size in rows and columns, enlarged without blur, with names beside the rows and
 * above the columns and a caption under each image that has one.
 *
 * <p>A grid is filled cell by cell and then drawn:
 *
 * <pre>{@code
 * new ImageGrid(16, 11, 28, 28)
 *     .title("capsule of a 7, one dimension a row")
 *     .rowName(0, "0").columnName(0, "-0.25")
 *     .cell(0, 0, image)
 *     .draw()
 *     .write(file);
 * }</pre>
 */
public final class ImageGrid {
  private static final int MARGIN = 16;
  private static final int TITLE_HEIGHT = 30;
  private static final int TEXT_HEIGHT = 20;
  private static final int USUAL_GAP = 6;
  private static final int BAND_GAP = 14;
  private static final int MARK = 3;

  /** Of a title wider than the images under it, in pixels; a longer one is cut into lines. */
  private static final int LONGEST_TITLE = 640;

  /** Of a name beside a row, in pixels. */
  private static final int LONGEST_NAME = 240;

  /** Of a caption, in pixels. */
  private static final int MOST_CAPTION = 130;

  private final int rows;
  private final int columns;
  private final int imageHeight;
  private final int imageWidth;
  private final PixelImage[][] images;
  private final String[][] captions;
  private final boolean[][] marked;
  private final String[] rowNames;
  private final String[] columnNames;
  private final boolean[] bandBefore;
  private String title = "";
  private int scale = 2;
  private int gap = USUAL_GAP;

  /**
   * An empty grid.
   *
   * @param rows number of rows
   * @param columns number of columns
   * @param imageHeight rows of every image, in its own pixels
   * @param imageWidth columns of every image, in its own pixels
   * @throws IllegalArgumentException if one is not positive
   */
  public ImageGrid(int rows, int columns, int imageHeight, int imageWidth) {
    if (rows < 1 || columns < 1 || imageHeight < 1 || imageWidth < 1) {
      throw new IllegalArgumentException(
          "a grid of %dx%d images of %dx%d: every extent must be positive"
              .formatted(rows, columns, imageHeight, imageWidth));
    }
    this.rows = rows;
    this.columns = columns;
    this.imageHeight = imageHeight;
    this.imageWidth = imageWidth;
    images = new PixelImage[rows][columns];
    captions = new String[rows][columns];
    marked = new boolean[rows][columns];
    rowNames = new String[rows];
    columnNames = new String[columns];
    bandBefore = new boolean[rows];
  }

  /** What stands over everything, in one line or, if it is long, up to three. */
  public ImageGrid title(String text) {
    title = text;
    return this;
  }

  /** How many pixels of the picture a pixel of an image has in each direction; 2 if not set. */
  public ImageGrid scale(int factor) {
    if (factor < 1) {
      throw new IllegalArgumentException("scale " + factor + " must be positive");
    }
    scale = factor;
    return this;
  }

  /** Pixels of the picture between two images; 6 if not set. */
  public ImageGrid gap(int pixels) {
    if (pixels < 0) {
      throw new IllegalArgumentException("gap " + pixels + " must not be negative");
    }
    gap = pixels;
    return this;
  }

  /** A name at the left of a row. */
  public ImageGrid rowName(int row, String text) {
    rowNames[row] = text;
    return this;
  }

  /** A name above a column. */
  public ImageGrid columnName(int column, String text) {
    columnNames[column] = text;
    return this;
  }

  /** Leaves a wider gap above a row, so that the rows from there on look like a group. */
  public ImageGrid bandBefore(int row) {
    bandBefore[row] = true;
    return this;
  }

  /**
   * Puts an image into a cell; cells without one stay white.
   *
   * @throws IllegalArgumentException if the image has another size than the grid's
   */
  public ImageGrid cell(int row, int column, PixelImage image) {
    if (image.height() != imageHeight || image.width() != imageWidth) {
      throw new IllegalArgumentException(
          "an image of %dx%d in a grid of images of %dx%d"
              .formatted(image.height(), image.width(), imageHeight, imageWidth));
    }
    images[row][column] = image;
    return this;
  }

  /** A few words under a cell, in one or several lines; a line too long is shortened. */
  public ImageGrid caption(int row, int column, String text) {
    captions[row][column] = text;
    return this;
  }

  /** Frames a cell and prints its caption in red, because something is wrong with it. */
  public ImageGrid mark(int row, int column) {
    marked[row][column] = true;
    return this;
  }

  /**
   * Draws the grid as it is now.
   *
   * @throws NoFontException if the machine has no font
   */
  public Picture draw() throws NoFontException {
    Canvas.requireFont();
    Font text = Canvas.font(13, false);
    int cellWidth = Math.max(imageWidth * scale, widest(columnNames, text));
    int captionWidth = 0;
    for (String[] row : captions) {
      captionWidth = Math.max(captionWidth, widest(row, text));
    }
    // Long captions must not push the images apart.
    cellWidth = Math.max(cellWidth, Math.min(captionWidth, MOST_CAPTION));
    int namesWidth = Math.min(LONGEST_NAME, widest(rowNames, text));
    int left = MARGIN + (namesWidth == 0 ? 0 : namesWidth + 10);
    int imagesWidth = left + columns * (cellWidth + gap) - gap - MARGIN;
    Font titleFont = Canvas.font(16, true);
    List<String> titleLines = Canvas.lines(title, titleFont, Math.max(imagesWidth, LONGEST_TITLE));
    int titleHeight =
        titleLines.isEmpty() ? 0 : TITLE_HEIGHT + (titleLines.size() - 1) * TEXT_HEIGHT;
    int top = MARGIN + titleHeight + (has(columnNames) ? TEXT_HEIGHT : 0);

    int[] rowTop = new int[rows + 1];
    rowTop[0] = top;
    for (int row = 0; row < rows; row++) {
      rowTop[row] += bandBefore[row] ? BAND_GAP : 0;
      rowTop[row + 1] =
          rowTop[row] + imageHeight * scale + lines(captions[row]) * TEXT_HEIGHT + gap;
    }
    int width = Math.max(imagesWidth, Canvas.widest(titleLines.stream(), titleFont)) + 2 * MARGIN;
    int height = rowTop[rows] - gap + MARGIN;
    int cell = cellWidth;
    return Canvas.draw(
        width,
        height,
        canvas -> {
          for (int line = 0; line < titleLines.size(); line++) {
            int middle = MARGIN + 8 + line * TEXT_HEIGHT;
            canvas.text(titleLines.get(line), MARGIN, middle, 0, titleFont, Canvas.INK);
          }
          for (int column = 0; column < columns; column++) {
            if (columnNames[column] != null) {
              double middle = left + column * (cell + gap) + cell / 2.0;
              canvas.text(
                  columnNames[column], middle, top - TEXT_HEIGHT / 2.0, 0.5, text, Canvas.FAINT);
            }
          }
          for (int row = 0; row < rows; row++) {
            drawRow(canvas, row, left, rowTop[row], cell, text);
          }
        });
  }

  private void drawRow(Canvas canvas, int row, int left, int top, int cellWidth, Font text) {
    int imagePixels = imageHeight * scale;
    if (rowNames[row] != null) {
      canvas.text(
          Canvas.shortenedWithin(rowNames[row], text, LONGEST_NAME),
          left - 10,
          top + imagePixels / 2.0,
          1,
          text,
          Canvas.FAINT);
    }
    for (int column = 0; column < columns; column++) {
      int x = left + column * (cellWidth + gap);
      int imageLeft = x + (cellWidth - imageWidth * scale) / 2;
      boolean alarm = marked[row][column];
      if (images[row][column] != null) {
        canvas.image(images[row][column], imageLeft, top, scale);
        if (alarm) {
          canvas.frame(imageLeft, top, imageWidth * scale, imagePixels, MARK, Canvas.ALARM);
        }
      }
      if (captions[row][column] != null) {
        double middle = top + imagePixels + TEXT_HEIGHT / 2.0 + 1;
        for (String line : captions[row][column].split("\n")) {
          canvas.text(
              Canvas.shortened(line, text, cellWidth),
              x + cellWidth / 2.0,
              middle,
              0.5,
              text,
              alarm ? Canvas.ALARM : Canvas.INK);
          middle += TEXT_HEIGHT;
        }
      }
    }
  }

  private static int widest(String[] texts, Font font) {
    return Canvas.widest(
        Arrays.stream(texts)
            .filter(Objects::nonNull)
            .flatMap(text -> Arrays.stream(text.split("\n"))),
        font);
  }

  private static int lines(String[] texts) {
    return Arrays.stream(texts)
        .mapToInt(text -> text == null ? 0 : text.split("\n").length)
        .max()
        .orElse(0);
  }

  private static boolean has(String[] texts) {
    return Arrays.stream(texts).anyMatch(Objects::nonNull);
  }
}
