package capstan.mnist.illustration;

import capstan.capsnet.data.Batches;
import capstan.capsnet.data.ImageSet;
import capstan.core.Tensor;
import capstan.mnist.picture.ImageGrid;
import capstan.mnist.picture.NoFontException;
import capstan.mnist.picture.Picture;
import capstan.mnist.picture.PixelImage;
import capstan.mnist.text.Figures;
import java.util.Arrays;

/**
 * Sheets of a set's images with a row for each class: the first of each, and the first one again as
 * each epoch of a training sees it. A sheet holds so many classes and columns as keep it a picture
 * that viewers open.
 */
public final class DataPictures {
  /** Rows of a sheet. */
  static final int MOST_CLASSES = 100;

  /** Pixels that the images of a sheet have together. */
  private static final int MOST_PIXELS = 1 << 25;

  /** Small images are enlarged to about this, in pixels of the sheet. */
  private static final int SIDE = 80;

  private static final int MOST_SCALE = 8;

  private final ImageSet images;
  private final int asked;
  private final int columns;
  private final int rows;
  private final int scale;

  /** {@code [row][column]}: of each class its first images, as many as there are. */
  private final int[][] first;

  /**
   * Chooses the images.
   *
   * @param images what is to be trained on
   * @param columns images in a row, at least 2
   * @throws IllegalArgumentException if there are fewer columns
   */
  public DataPictures(ImageSet images, int columns) {
    if (columns < 2) {
      throw new IllegalArgumentException("columns must be at least 2, found " + columns);
    }
    this.images = images;
    this.asked = columns;
    scale = Math.clamp(SIDE / Math.max(images.height(), images.width()), 1, MOST_SCALE);
    long pixels = (long) images.height() * images.width() * scale * scale;
    int cells = (int) Math.min(MOST_PIXELS / pixels, Integer.MAX_VALUE);
    this.columns = Math.clamp(cells, 2, columns);
    rows = Math.clamp(cells / this.columns, 1, Math.min(images.classes(), MOST_CLASSES));
    first = first(images, rows, this.columns);
  }

  private static int[][] first(ImageSet images, int rows, int columns) {
    int[][] places = new int[rows][columns];
    int[] found = new int[rows];
    for (int image = 0; image < images.count(); image++) {
      int label = images.label(image);
      if (label < rows && found[label] < columns) {
        places[label][found[label]++] = image;
      }
    }
    for (int row = 0; row < rows; row++) {
      places[row] = Arrays.copyOf(places[row], found[row]);
    }
    return places;
  }

  /** What the sheets leave out, as in "the first 100 of 3,000 classes"; empty if nothing. */
  public String cut() {
    String classes =
        rows == images.classes()
            ? ""
            : "the first %d of %s classes".formatted(rows, Figures.count(images.classes()));
    String cells = columns == asked ? "" : "%d of %d columns".formatted(columns, asked);
    return classes + (classes.isEmpty() || cells.isEmpty() ? "" : ", ") + cells;
  }

  /**
   * The first images of each class.
   *
   * @param title a line over everything, to which is added what is left out
   * @throws NoFontException if the machine has no font
   */
  public Picture asTheyAre(String title) throws NoFontException {
    ImageGrid grid = grid(title);
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < first[row].length; column++) {
        grid.cell(row, column, PixelImage.of(images, first[row][column]));
      }
    }
    return grid.draw();
  }

  /**
   * The first image of each class, and beside it what each epoch makes of it, from the first on.
   *
   * @param title a line over everything, to which is added what is left out
   * @param batches a training's, of one image each
   * @throws IllegalArgumentException if they hand out other images
   * @throws NoFontException if the machine has no font
   */
  public Picture asSeen(String title, Batches batches) throws NoFontException {
    if (batches.images() != images) {
      throw new IllegalArgumentException(
          "batches of %s, expected %s".formatted(batches.images(), images));
    }
    ImageGrid grid = grid(title).columnName(0, "image");
    for (int row = 0; row < rows; row++) {
      if (first[row].length > 0) {
        grid.cell(row, 0, PixelImage.of(images, first[row][0]));
      }
    }
    Tensor pixels = Tensor.zeros(batches.pixelShape(1));
    Tensor targets = Tensor.zeros(batches.targetShape(1));
    int[] label = new int[1];
    for (int epoch = 0; epoch < columns - 1; epoch++) {
      grid.columnName(epoch + 1, epoch == 0 ? "epoch 1" : String.valueOf(epoch + 1));
      batches.moveTo(epoch, 0);
      for (int place = 0; place < images.count(); place++) {
        int image = batches.imageAt(place);
        int row = images.label(image);
        if (row < rows && first[row][0] == image) {
          batches.moveTo(epoch, place);
          batches.next(pixels, targets, label);
          grid.cell(
              row,
              epoch + 1,
              PixelImage.of(images.height(), images.width(), images.channels(), pixels.toArray()));
        }
      }
    }
    return grid.draw();
  }

  private ImageGrid grid(String title) {
    String cut = cut();
    ImageGrid grid =
        new ImageGrid(rows, columns, images.height(), images.width())
            .scale(scale)
            .title(cut.isEmpty() ? title : title + " (" + cut + ")");
    for (int row = 0; row < rows; row++) {
      String name = images.classNames().get(row);
      grid.rowName(row, first[row].length == 0 ? name + ": no image" : name);
    }
    return grid;
  }
}
