package capstan.mnist.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.Predicate;

/**
 * The measurements of a run, one row a step or epoch, the step first. Rows are appended as they
 * come, each with one write, so a killed run leaves a readable file; resuming cuts the rows after
 * the checkpoint, which will come again.
 */
public final class MetricsFile implements AutoCloseable {
  private static final String STEP = "step";

  /** In bytes; a row for every step of the longest run is a fraction of it. */
  private static final int LARGEST = 1 << 28;

  private final Path file;
  private final List<String> columns;
  private FileChannel channel;

  private MetricsFile(Path file, List<String> columns) {
    this.file = file;
    this.columns = List.copyOf(columns);
  }

  /**
   * Opens the file, creating it if it is not there.
   *
   * @param file the file
   * @param columns the names of the columns after {@code step}
   * @param kept of which rows there, the step first and NaN where nothing was measured, are not cut
   * @throws IOException if the file has other columns or a row that is none, or cannot be read or
   *     written; the message is one line
   */
  static MetricsFile open(Path file, List<String> columns, Predicate<double[]> kept)
      throws IOException {
    MetricsFile metrics = new MetricsFile(file, columns);
    StringBuilder text = new StringBuilder(metrics.header()).append('\n');
    if (Files.exists(file)) {
      metrics.load(kept, text);
    }
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    AtomicFile.write(file, bytes);
    metrics.channel = FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
    return metrics;
  }

  /**
   * Appends a row.
   *
   * @param step the training step it belongs to, not before the last row's
   * @param row one value a column, NaN where nothing was measured
   * @throws IOException if it cannot be written; the message is one line
   * @throws IllegalArgumentException if the number of values is not the number of columns
   */
  public void append(long step, double... row) throws IOException {
    if (row.length != columns.size()) {
      throw new IllegalArgumentException(row.length + " values for the columns " + columns);
    }
    StringBuilder line = new StringBuilder().append(step);
    for (double value : row) {
      line.append(',').append(cell(value));
    }
    ByteBuffer bytes = StandardCharsets.UTF_8.encode(line.append('\n').toString());
    long before = -1;
    try {
      before = channel.size();
      FullWrite.write(channel, bytes);
    } catch (IOException failure) {
      if (before >= 0 && channel.isOpen()) {
        channel.truncate(before); // half a row would spoil the next one
      }
      throw new IOException(file + ": cannot write: " + OneLine.reason(failure), failure);
    }
  }

  /**
   * Closes the file.
   *
   * @throws IOException if the disk fails
   */
  @Override
  public void close() throws IOException {
    channel.close();
  }

  private String header() {
    return columns.isEmpty() ? STEP : STEP + "," + String.join(",", columns);
  }

  private void load(Predicate<double[]> kept, StringBuilder into) throws IOException {
    String text = readText();
    int end = text.indexOf('\n');
    String first = end < 0 ? text : text.substring(0, end);
    if (end < 0 && header().startsWith(first)) {
      return; // killed while the first line was written
    }
    if (!header().equals(first)) {
      throw new InvalidCheckpointException(
          file.toString(),
          "line 1",
          "columns \"" + OneLine.of(first) + "\", expected \"" + OneLine.of(header()) + "\"");
    }
    int begin = end + 1;
    // What follows the last line break was cut by a kill or a full disk.
    for (int number = 2; (end = text.indexOf('\n', begin)) >= 0; number++, begin = end + 1) {
      String line = text.substring(begin, end);
      double[] row = parse(line);
      if (row == null) {
        throw new InvalidCheckpointException(
            file.toString(),
            "line " + number,
            "\"" + OneLine.of(line) + "\", expected " + (columns.size() + 1) + " numbers");
      }
      if (kept.test(row)) {
        into.append(line).append('\n');
      }
    }
  }

  private String readText() throws IOException {
    try {
      if (Files.size(file) > LARGEST) {
        throw new InvalidCheckpointException(
            file.toString(), Files.size(file) + " bytes, expected at most " + LARGEST);
      }
      return Files.readString(file);
    } catch (InvalidCheckpointException invalid) {
      throw invalid;
    } catch (IOException failure) {
      throw new IOException(file + ": cannot read: " + OneLine.reason(failure), failure);
    }
  }

  private static String cell(double value) {
    if (Double.isNaN(value)) {
      return "";
    }
    boolean whole = value == Math.rint(value) && Math.abs(value) < 1e15;
    return whole ? Long.toString((long) value) : Double.toString(value);
  }

  /** The numbers of a row, null if it is none. */
  private double[] parse(String line) {
    String[] cells = line.split(",", -1);
    if (cells.length != columns.size() + 1 || cells[0].isEmpty()) {
      return null;
    }
    double[] row = new double[cells.length];
    for (int i = 0; i < cells.length; i++) {
      try {
        row[i] = cells[i].isEmpty() ? Double.NaN : Double.parseDouble(cells[i]);
      } catch (NumberFormatException notANumber) {
        return null;
      }
    }
    return row;
  }
}
