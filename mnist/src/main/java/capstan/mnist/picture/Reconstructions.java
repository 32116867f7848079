package capstan.mnist.picture;

import capstan.core.Shape;
import capstan.core.Tensor;
import java.util.List;

/**
 * Images over what the network's decoder makes of them: a row of inputs, under it a row of
 * reconstructions (or several, each masked in another way), and under each column the label. A
 * misread image is framed in red, its caption tells what it was read as.
 */
public final class Reconstructions {
  private static final int COLUMNS = 16;
  private static final int SCALE = 3;

  /** Characters of two classes' names that fit one line under an image. */
  private static final int SHORT = 8;

  /**
   * One row of the picture.
   *
   * @param name such as "input", "reconstruction" or "masked by label"
   * @param images {@code [count, ...]}, as many elements as the inputs
   */
  public record Row(String name, Tensor images) {}

  /**
   * What one of the images is, and what it was read as.
   *
   * @param label the name of its true class
   * @param prediction the name of the class it was read as
   * @param note what stands under the input; empty for nothing
   */
  public record Reading(String label, String prediction, String note) {
    private boolean wrong() {
      return !label.equals(prediction);
    }

    /** What stands under the last of its images. */
    String caption() {
      if (!wrong() && note.isEmpty()) {
        return label;
      }
      boolean oneLine = label.length() + prediction.length() <= SHORT;
      return label + (oneLine ? " " : "\n") + "read as " + prediction;
    }
  }

  private Reconstructions() {}

  /**
   * Draws inputs over their reconstructions.
   *
   * @param title a line over everything
   * @param inputs {@code [count, height, width, channels]}, 0 to 1
   * @param reconstructions rows in the order wanted
   * @param readings of each input
   * @throws IllegalArgumentException if counts or sizes do not match
   * @throws NoFontException if the machine has no font
   */
  public static Picture draw(
      String title, Tensor inputs, List<Row> reconstructions, List<Reading> readings)
      throws NoFontException {
    Shape shape = inputs.shape();
    if (shape.rank() != 4) {
      throw new IllegalArgumentException(
          "inputs of shape " + shape + ", expected [count, height, width, channels]");
    }
    int count = shape.extent(0);
    if (readings.size() != count) {
      throw new IllegalArgumentException(
          "%d inputs with %d readings".formatted(count, readings.size()));
    }
    int columns = Math.min(count, COLUMNS);
    int bands = Math.ceilDiv(count, columns);
    int rows = reconstructions.size() + 1;
    ImageGrid grid =
        new ImageGrid(bands * rows, columns, shape.extent(1), shape.extent(2))
            .title(title)
            .scale(SCALE);
    for (int image = 0; image < count; image++) {
      int first = image / columns * rows;
      int last = first + rows - 1;
      int column = image % columns;
      Reading reading = readings.get(image);
      for (int row = first; row <= last; row++) {
        Tensor batch = row == first ? inputs : reconstructions.get(row - first - 1).images();
        grid.cell(
            row,
            column,
            PixelImage.of(batch, image, shape.extent(1), shape.extent(2), shape.extent(3)));
        if (reading.wrong()) {
          grid.mark(row, column);
        }
      }
      if (!reading.note().isEmpty()) {
        grid.caption(first, column, reading.note());
      }
      grid.caption(last, column, reading.caption());
    }
    for (int band = 0; band < bands; band++) {
      grid.rowName(band * rows, "input");
      for (int row = 1; row < rows; row++) {
        grid.rowName(band * rows + row, reconstructions.get(row - 1).name());
      }
      if (band > 0) {
        grid.bandBefore(band * rows);
      }
    }
    return grid.draw();
  }
}
