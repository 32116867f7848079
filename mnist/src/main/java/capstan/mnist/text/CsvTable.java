package capstan.mnist.text;

import capstan.capsnet.setting.Setting;
import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.StringWriter;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A table for other programs (RFC 4180), whose cells may hold any text. Text that a spreadsheet
 * would run as a formula, such as {@code =1+1} for the name of a class, gets an apostrophe before
 * it, which spreadsheets take for "this is text"; numbers stay numbers.
 */
public final class CsvTable {
  /** What begins a formula, or is skipped before one. */
  private static final Pattern FORMULA = Pattern.compile("(?s)[=+\\-@\t\r\n].*");

  private static final Pattern NUMBER = Pattern.compile("[+-]?\\d+(\\.\\d+)?([eE][+-]?\\d+)?");

  private final StringWriter text = new StringWriter();

  /** Unbuffered, so that it has nothing to close: a string is all that it writes to. */
  private final CsvWriter writer =
      CsvWriter.builder().bufferSize(0).lineDelimiter(LineDelimiter.LF).build(text);

  /**
   * A table without rows.
   *
   * @param columns their names
   */
  public CsvTable(List<String> columns) {
    row(columns);
  }

  /**
   * A table of records, with a column for each of their components.
   *
   * @param rows at least one, whose names in JSON are {@code likeThis} and here {@code like_this}
   */
  public static String of(List<? extends Record> rows) {
    List<Map<String, Object>> cells = rows.stream().map(Json::components).toList();
    CsvTable table = new CsvTable(columns(cells.getFirst()));
    cells.forEach(row -> table.row(row.values()));
    return table.text();
  }

  /** What columns are called that have these names in JSON. */
  static List<String> columns(Map<String, Object> components) {
    return components.keySet().stream().map(name -> Setting.words(name).replace(' ', '_')).toList();
  }

  /**
   * Adds a row.
   *
   * @param cells one a column; null or NaN for one that is empty
   */
  public void row(Collection<?> cells) {
    writer.writeRecord(cells.stream().map(CsvTable::harmless).toList());
  }

  private static String harmless(Object cell) {
    if (cell == null || cell.equals(Double.NaN)) {
      return null;
    }
    if (cell instanceof Number) {
      return cell.toString();
    }
    String words = cell.toString();
    boolean runs = FORMULA.matcher(words).matches() && !NUMBER.matcher(words).matches();
    return runs ? "'" + words : words;
  }

  /** All rows so far, each on a line. */
  public String text() {
    return text.toString();
  }
}
