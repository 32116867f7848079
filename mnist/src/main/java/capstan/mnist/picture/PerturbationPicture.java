package capstan.mnist.picture;

import capstan.core.Shape;
import capstan.core.Tensor;
import java.util.List;

/**
 * What a capsule draws while one of its numbers is moved: a row for each of its dimensions, a
 * column for each step, the capsule as it is in the middle.
 */
public final class PerturbationPicture {
  private static final int LARGE = 60;

  private PerturbationPicture() {}

  /**
   * Draws one capsule's grid, large enough to be looked at alone.
   *
   * @param title a line over everything
   * @param images {@code [dimensions, steps, height, width, channels]}, 0 to 1
   * @param rowNames one a dimension
   * @param columnNames one a step
   * @throws IllegalArgumentException if the counts differ
   * @throws NoFontException if the machine has no font
   */
  public static Picture large(
      String title, Tensor images, List<String> rowNames, List<String> columnNames)
      throws NoFontException {
    Shape shape = images.shape();
    if (rowNames.size() != shape.extent(0) || columnNames.size() != shape.extent(1)) {
      throw new IllegalArgumentException(
          "%d row and %d column names for images of shape %s"
              .formatted(rowNames.size(), columnNames.size(), shape));
    }
    int side = Math.max(shape.extent(2), shape.extent(3));
    ImageGrid grid = grid(title, images, Math.max(1, LARGE / side)).gap(4);
    for (int row = 0; row < rowNames.size(); row++) {
      grid.rowName(row, rowNames.get(row));
    }
    for (int column = 0; column < columnNames.size(); column++) {
      grid.columnName(column, columnNames.get(column));
    }
    return grid.draw();
  }

  /**
   * Draws one capsule's grid small, to stand among others.
   *
   * @param title a line over it
   * @param images {@code [dimensions, steps, height, width, channels]}, 0 to 1
   * @throws NoFontException if the machine has no font
   */
  public static Picture small(String title, Tensor images) throws NoFontException {
    // No wider than the images under it.
    int width = images.shape().extent(1) * (images.shape().extent(3) + 2);
    String shown = Canvas.shortenedWithin(title, Canvas.font(16, true), width);
    ImageGrid grid = grid(shown, images, 1).gap(2);
    for (int row = 0; row < images.shape().extent(0); row++) {
      grid.rowName(row, "" + row);
    }
    return grid.draw();
  }

  private static ImageGrid grid(String title, Tensor images, int scale) {
    Shape shape = images.shape();
    int rows = shape.extent(0);
    int columns = shape.extent(1);
    int height = shape.extent(2);
    int width = shape.extent(3);
    int channels = shape.extent(4);
    Tensor flat = images.reshape(rows * columns, height, width, channels);
    ImageGrid grid = new ImageGrid(rows, columns, height, width).title(title).scale(scale);
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        grid.cell(
            row, column, PixelImage.of(flat, row * columns + column, height, width, channels));
      }
    }
    return grid;
  }
}
