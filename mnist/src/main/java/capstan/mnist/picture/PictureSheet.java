package capstan.mnist.picture;

import java.awt.Font;
import java.util.Arrays;
import java.util.List;

/** Several pictures on one sheet, in rows. */
public final class PictureSheet {
  private static final int TITLE_HEIGHT = 36;

  /** Of a title wider than the pictures under it, in pixels; a longer one is shortened. */
  private static final int LONGEST_TITLE = 900;

  private PictureSheet() {}

  /**
   * Puts pictures beside and under each other.
   *
   * @param title a line over everything; empty for none
   * @param columns pictures in a row
   * @param pictures at least one, row by row
   * @throws IllegalArgumentException if there is no picture or no column
   * @throws NoFontException if the machine has no font
   */
  public static Picture arrange(String title, int columns, List<Picture> pictures)
      throws NoFontException {
    if (pictures.isEmpty() || columns < 1) {
      throw new IllegalArgumentException(
          "%d pictures in %d columns".formatted(pictures.size(), columns));
    }
    Canvas.requireFont();
    int rows = Math.ceilDiv(pictures.size(), columns);
    int[] left = new int[columns + 1];
    int[] top = new int[rows + 1];
    for (int i = 0; i < pictures.size(); i++) {
      int column = i % columns;
      int row = i / columns;
      left[column + 1] = Math.max(left[column + 1], pictures.get(i).width());
      top[row + 1] = Math.max(top[row + 1], pictures.get(i).height());
    }
    top[0] = title.isEmpty() ? 0 : TITLE_HEIGHT;
    Arrays.parallelPrefix(left, Integer::sum);
    Arrays.parallelPrefix(top, Integer::sum);
    Font font = Canvas.font(18, true);
    String shown = Canvas.shortenedWithin(title, font, Math.max(left[columns] - 32, LONGEST_TITLE));
    return Canvas.draw(
        Math.max(left[columns], Canvas.textWidth(shown, font) + 32),
        top[rows],
        canvas -> {
          canvas.text(shown, 16, TITLE_HEIGHT / 2.0 + 6, 0, font, Canvas.INK);
          for (int i = 0; i < pictures.size(); i++) {
            canvas.picture(pictures.get(i), left[i % columns], top[i / columns]);
          }
        });
  }

  /**
   * A sheet with nothing but a line that says why.
   *
   * @param line what to say
   * @throws NoFontException if the machine has no font
   */
  public static Picture nothing(String line) throws NoFontException {
    Canvas.requireFont();
    return Canvas.draw(
        Canvas.textWidth(line, Canvas.font(18, true)) + 32,
        2 * TITLE_HEIGHT,
        canvas -> canvas.text(line, 16, TITLE_HEIGHT, 0, Canvas.font(18, true), Canvas.INK));
  }
}
