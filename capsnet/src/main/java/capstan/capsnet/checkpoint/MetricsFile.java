package capstan.capsnet.checkpoint;

import capstan.capsnet.file.AtomicFile;
import capstan.capsnet.file.FullWrite;
import capstan.capsnet.file.OneLine;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A table of a run's measurements, the step first. It is a log for people and other programs: a
 * training reads nothing from it, and may write it anew at any time.
 */
public final class MetricsFile {
  private static final String STEP = "step";

  /** As many digits as tell one float from the next. */
  private static final MathContext DIGITS = new MathContext(7);

  /** In bytes; a row for every step of the longest run is a fraction of it. */
  private static final int LARGEST = 1 << 28;

  /** Characters of rows that wait for a disk; beyond them they are given up. */
  private static final int LONGEST_WAIT = 1 << 20;

  private final Path file;
  private final List<String> columns;
  private final StringBuilder waiting = new StringBuilder();

  /**
   * A table, of which nothing is written yet.
   *
   * @param file where it goes
   * @param columns the names of the columns after {@code step}
   */
  MetricsFile(Path file, List<String> columns) {
    this.file = file;
    this.columns = List.copyOf(columns);
  }

  /**
   * Writes the whole table anew, whatever was there.
   *
   * @param rows each the step and a value for each column, NaN where nothing was measured
   * @throws IOException if it cannot be written; the message is one line
   */
  public void replace(Collection<double[]> rows) throws IOException {
    String text = rows.stream().map(this::line).collect(Collectors.joining());
    AtomicFile.write(file, (header() + text).getBytes(StandardCharsets.UTF_8));
    waiting.setLength(0);
  }

  /**
   * Writes the table anew with those of its rows that are whole and not of later steps. Whatever
   * else is there goes: rows that will come again, rows cut by a kill, and what is no row at all.
   *
   * @param lastStep the checkpoint's, from which the training goes on
   * @param mixed a table of an older run, in which rows of these columns stand among wider ones,
   *     whose further cells they have empty; read if it is there
   * @throws IOException if it cannot be written; the message is one line
   */
  public void keepUpTo(long lastStep, Path mixed) throws IOException {
    SortedMap<Double, double[]> rows = new TreeMap<>();
    for (Path source : List.of(mixed, file)) {
      rows(source, columns.size() + 1).stream()
          .filter(row -> row[0] <= lastStep)
          .forEach(row -> rows.put(row[0], row));
    }
    replace(rows.values());
  }

  /**
   * Appends a row with one write, so that a killed run leaves a readable file. A row that cannot be
   * written waits for the next one.
   *
   * @param row the step and a value for each column, NaN where nothing was measured
   * @throws IOException if it cannot be written; the message is one line
   * @throws IllegalArgumentException if the number of values is not the number of columns
   */
  public void append(double... row) throws IOException {
    if (waiting.length() > LONGEST_WAIT) {
      waiting.setLength(0);
    }
    waiting.append(line(row));
    try (FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
      long before = channel.size();
      String text = before == 0 ? header() + waiting : waiting.toString();
      try {
        FullWrite.write(channel, StandardCharsets.UTF_8.encode(text));
      } catch (IOException failure) {
        channel.truncate(before); // half a row would spoil the next one
        throw failure;
      }
      waiting.setLength(0);
    } catch (IOException failure) {
      throw new IOException(file + ": cannot write: " + OneLine.reason(failure), failure);
    }
  }

  private String header() {
    return String.join(",", STEP, String.join(",", columns)) + "\n";
  }

  private String line(double... row) {
    if (row.length != columns.size() + 1) {
      throw new IllegalArgumentException(row.length + " values for a step and " + columns);
    }
    return Arrays.stream(row)
        .mapToObj(MetricsFile::cell)
        .collect(Collectors.joining(",", "", "\n"));
  }

  private static String cell(double value) {
    if (Double.isNaN(value)) {
      return "";
    }
    if (Double.isInfinite(value)) {
      return Double.toString(value);
    }
    if (value == Math.rint(value) && Math.abs(value) < 1e15) {
      return Long.toString((long) value);
    }
    BigDecimal rounded = new BigDecimal(value).round(DIGITS).stripTrailingZeros();
    return rounded.scale() > 0 ? rounded.toString() : rounded.toPlainString();
  }

  /**
   * The rows of a table that are whole; none of a file that is missing or cannot be read. Whatever
   * else stands in it is passed over.
   *
   * @param table any path
   * @param width columns, the step's included; cells beyond them must be empty
   * @return each the step and its values, NaN where nothing was measured
   */
  public static List<double[]> rows(Path table, int width) {
    return text(table).lines().map(line -> parse(line, width)).flatMap(Optional::stream).toList();
  }

  /** The lines that are whole; none of a file that is missing or cannot be read. */
  private static String text(Path source) {
    try {
      if (!Files.isRegularFile(source) || Files.size(source) > LARGEST) {
        return "";
      }
      // Every byte is a character of this set, and what is no number is no row anyway.
      String all = Files.readString(source, StandardCharsets.ISO_8859_1);
      return all.substring(0, all.lastIndexOf('\n') + 1);
    } catch (IOException lost) {
      return "";
    }
  }

  private static Optional<double[]> parse(String line, int width) {
    String[] cells = line.split(",", -1);
    if (cells.length < width
        || !Arrays.stream(cells).skip(width).allMatch(String::isEmpty)
        || cells[0].isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          Arrays.stream(cells)
              .limit(width)
              .mapToDouble(cell -> cell.isEmpty() ? Double.NaN : Double.parseDouble(cell))
              .toArray());
    } catch (NumberFormatException notANumber) {
      return Optional.empty();
    }
  }
}
