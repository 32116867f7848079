package capstan.mnist.picture;

/** One number for each primary capsule, as a small map for each type of capsule. */
public final class CapsuleMaps {
  private static final int COLUMNS = 8;
  private static final int SIDE = 36;

  private CapsuleMaps() {}

  /**
   * Draws the maps of all types, eight in a row.
   *
   * @param title a line over them
   * @param values {@code [height, width, types]}
   * @param height rows of places
   * @param width columns of places
   * @param types capsules at a place
   * @param scale of the colours
   * @throws IllegalArgumentException if there are not as many values
   * @throws NoFontException if the machine has no font
   */
  public static Picture draw(
      String title, float[] values, int height, int width, int types, ColourScale scale)
      throws NoFontException {
    if (values.length != height * width * types) {
      throw new IllegalArgumentException(
          "%d values for %d types of %dx%d places".formatted(values.length, types, height, width));
    }
    int columns = Math.min(types, COLUMNS);
    int rows = Math.ceilDiv(types, columns);
    ImageGrid grid =
        new ImageGrid(rows, columns, height, width)
            .title(title)
            .gap(5)
            .scale(Math.max(1, SIDE / Math.max(height, width)));
    for (int type = 0; type < types; type++) {
      float[] map = new float[height * width];
      for (int place = 0; place < map.length; place++) {
        map[place] = values[place * types + type];
      }
      grid.cell(type / columns, type % columns, scale.map(height, width, map));
    }
    for (int row = 0; row < rows; row++) {
      int last = Math.min(types, (row + 1) * columns) - 1;
      grid.rowName(row, last == row * columns ? "" + last : row * columns + "–" + last);
    }
    return grid.draw();
  }
}
