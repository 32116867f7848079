package capstan.mnist.illustration;

import capstan.capsnet.file.OneLine;
import com.fasterxml.jackson.annotation.JsonProperty;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * What the dimensions of a network's capsules change, in the words in which {@code perturb} named
 * it: read from the table that it wrote.
 *
 * @param named the dimensions with a change that carries a name, in the order of the table
 */
public record DimensionWords(List<Named> named) {
  /** The table. */
  public static final String FILE = "dimensions.csv";

  /** Where {@code perturb} puts it, beside the checkpoint. */
  public static final String FOLDER = "perturb";

  /** Nothing measured. */
  public static final DimensionWords NONE = new DimensionWords(List.of());

  /** The column with the words. */
  static final String COLUMN = "named";

  /** A table of ten thousand classes is a fraction of it; in bytes. */
  private static final long LARGEST = 1 << 28;

  /**
   * One dimension.
   *
   * @param label the class whose capsule was moved
   * @param dimension which of its numbers, from 0
   * @param words what it changes from −0.25 to 0.25, such as {@code slant +12.0°, width −1.4 px}
   */
  public record Named(@JsonProperty("class") int label, int dimension, String words) {}

  /** Copies the list. */
  public DimensionWords {
    named = List.copyOf(named);
  }

  /**
   * What was measured of a run's network; nothing where {@code perturb} was not asked since the
   * checkpoint was saved: of other weights its words would be wrong.
   *
   * @param checkpoint file of the network
   * @throws IOException if there is a table that cannot be read; the message is one line
   */
  public static DimensionWords beside(Path checkpoint) throws IOException {
    Path table = checkpoint.resolveSibling(FOLDER).resolve(FILE);
    if (!Files.isRegularFile(table)
        || Files.getLastModifiedTime(table).compareTo(Files.getLastModifiedTime(checkpoint)) < 0) {
      return NONE;
    }
    if (Files.size(table) > LARGEST) {
      throw new IOException(table + ": more than " + LARGEST + " bytes, expected a table");
    }
    try (Reader rows = Files.newBufferedReader(table)) {
      return read(table.toString(), rows);
    }
  }

  /**
   * Reads a table.
   *
   * @param origin what messages call it
   * @param table with the columns class, dimension and named
   * @throws IOException if it is none; the message is one line
   */
  public static DimensionWords read(String origin, Reader table) throws IOException {
    List<Named> named = new ArrayList<>();
    try (CsvReader<NamedCsvRecord> rows = CsvReader.builder().ofNamedCsvRecord(table)) {
      for (NamedCsvRecord row : rows) {
        String words = row.getField(COLUMN);
        if (!words.isEmpty()) {
          int label = Integer.parseInt(row.getField("class"));
          int dimension = Integer.parseInt(row.getField("dimension"));
          named.add(new Named(label, dimension, OneLine.of(words)));
        }
      }
    } catch (NoSuchElementException | NumberFormatException wrong) {
      throw new IOException(
          origin
              + ": no table of dimensions as perturb writes it now: expected the columns class,"
              + " dimension and "
              + COLUMN,
          wrong);
    } catch (CsvParseException | UncheckedIOException wrong) {
      String reason = OneLine.of(String.valueOf(wrong.getMessage()));
      throw new IOException(origin + ": cannot read: " + reason, wrong);
    }
    return new DimensionWords(named);
  }

  /**
   * What one dimension changes.
   *
   * @param label the class
   * @param dimension of its capsule, from 0
   * @return empty where the measurement carries no name
   */
  public String of(int label, int dimension) {
    return named.stream()
        .filter(each -> each.label == label && each.dimension == dimension)
        .findFirst()
        .map(Named::words)
        .orElse("");
  }
}
