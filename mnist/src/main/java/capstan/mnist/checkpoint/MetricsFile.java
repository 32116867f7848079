package capstan.mnist.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.collections.api.list.primitive.DoubleList;
import org.eclipse.collections.impl.list.mutable.primitive.DoubleArrayList;

/**
 * The measurements of a run, one row a step or epoch, the step first. Rows are appended as they
 * come, each with one write, so a killed run leaves a readable file; resuming cuts the rows after
 * the checkpoint's step, which will come again. All rows are also kept in memory, for curves.
 */
public final class MetricsFile implements AutoCloseable {
  private static final String STEP = "step";

  /** In bytes; a row for every step of the longest run is a fraction of it. */
  private static final int LARGEST = 1 << 28;

  private final Path file;
  private final List<String> columns;
  private final List<DoubleArrayList> values = new ArrayList<>();
  private FileChannel channel;

  private MetricsFile(Path file, List<String> columns) {
    this.file = file;
    this.columns = List.copyOf(columns);
    for (int column = 0; column <= columns.size(); column++) {
      values.add(new DoubleArrayList());
    }
  }

  /**
   * Opens the file, creating it if it is not there.
   *
   * @param file the file
   * @param columns the names of the columns after {@code step}
   * @param lastStep rows of later steps are cut; −1 for a new run
   * @throws IOException if the file has other columns or a row that is none, or cannot be read or
   *     written; the message is one line
   */
  static MetricsFile open(Path file, List<String> columns, long lastStep) throws IOException {
    MetricsFile metrics = new MetricsFile(file, columns);
    StringBuilder kept = new StringBuilder(metrics.header()).append('\n');
    if (Files.exists(file)) {
      metrics.load(lastStep, kept);
    }
    byte[] bytes = kept.toString().getBytes(StandardCharsets.UTF_8);
    AtomicFile.write(file, target -> FullWrite.write(target, ByteBuffer.wrap(bytes)));
    metrics.channel = FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
    return metrics;
  }

  /** The names of the columns after {@code step}. */
  public List<String> columns() {
    return columns;
  }

  /**
   * All values of a column, NaN where a row has none.
   *
   * @param name {@code step} or a column's name
   * @throws IllegalArgumentException if there is no such column
   */
  public DoubleList column(String name) {
    int index = name.equals(STEP) ? 0 : columns.indexOf(name) + 1;
    if (index == 0 && !name.equals(STEP)) {
      throw new IllegalArgumentException("no column " + name + " among " + columns);
    }
    return values.get(index);
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
    values.get(0).add((double) step);
    for (int column = 0; column < row.length; column++) {
      values.get(column + 1).add(row[column]);
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

  private void load(long lastStep, StringBuilder kept) throws IOException {
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
            "\"" + OneLine.of(line) + "\", expected " + values.size() + " numbers");
      }
      if (row[0] <= lastStep) {
        kept.append(line).append('\n');
        for (int column = 0; column < row.length; column++) {
          values.get(column).add(row[column]);
        }
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
    if (cells.length != values.size() || cells[0].isEmpty()) {
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
