package capstan.mnist.text;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** A table for people. */
public final class TextTable {
  private TextTable() {}

  /**
   * A line a row, the cells of a column under each other.
   *
   * @param rows at least one, of as many cells
   */
  public static List<String> lines(List<List<String>> rows) {
    int[] widths =
        IntStream.range(0, rows.getFirst().size())
            .map(column -> rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0))
            .toArray();
    List<String> lines = new ArrayList<>();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < widths.length; column++) {
        String cell = row.get(column);
        line.append(cell).repeat(' ', widths[column] - cell.length() + 2);
      }
      lines.add(line.toString().stripTrailing());
    }
    return lines;
  }
}
