package capstan.mnist.cli;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.StringWriter;
import java.util.List;

/** A table for other programs (RFC 4180), whose cells may hold any text. */
final class CsvTable {
  private final StringWriter text = new StringWriter();

  /** Unbuffered, so that it has nothing to close: a string is all that it writes to. */
  private final CsvWriter writer =
      CsvWriter.builder().bufferSize(0).lineDelimiter(LineDelimiter.LF).build(text);

  /**
   * A table without rows.
   *
   * @param columns their names
   */
  CsvTable(List<String> columns) {
    writer.writeRecord(columns);
  }

  /**
   * Adds a row.
   *
   * @param cells one a column; null for one that is empty
   */
  void row(List<?> cells) {
    writer.writeRecord(cells.stream().map(cell -> cell == null ? null : cell.toString()).toList());
  }

  /** All rows so far, each on a line. */
  String text() {
    return text.toString();
  }
}
