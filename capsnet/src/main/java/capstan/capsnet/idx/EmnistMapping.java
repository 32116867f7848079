package capstan.capsnet.idx;

import capstan.capsnet.data.ImageSet;
import capstan.capsnet.data.InvalidDataException;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The file that tells what the classes of a set of EMNIST are called, {@code
 * emnist-letters-mapping.txt} for one: a label and the codes of its characters a line. Where
 * capitals and small letters are one class, the first code is that of the capital.
 */
final class EmnistMapping {
  /** Follows the name of the set. */
  static final String ENDING = "-mapping.txt";

  private EmnistMapping() {}

  /**
   * The names of a set's classes.
   *
   * @param files the set
   * @return by label, numbers for labels that the file leaves out; empty if there is no file
   * @throws InvalidDataException if it is not what it should be
   * @throws IOException if it cannot be read
   */
  static Optional<List<String>> names(MnistFolderFiles files) throws IOException {
    String name = files.set() + ENDING;
    for (Path entry : SystemFiles.usersFiles(files.folder())) {
      if (!files.set().isEmpty()
          && entry.getFileName().toString().toLowerCase(Locale.ROOT).equals(name)
          && Files.isRegularFile(entry)) {
        return Optional.of(read(entry));
      }
    }
    return Optional.empty();
  }

  private static List<String> read(Path file) throws IOException {
    SortedMap<Integer, String> mapped = new TreeMap<>();
    List<String> lines;
    try {
      lines = Files.readAllLines(file, StandardCharsets.UTF_8);
    } catch (MalformedInputException e) {
      throw wrong(file, "bytes that are no text");
    }
    for (String line : lines) {
      if (!line.isBlank()) {
        String[] numbers = line.strip().split("\\s+");
        int label = number(file, line, numbers[0], ImageSet.MOST_CLASSES - 1);
        int code =
            numbers.length < 2 ? 0 : number(file, line, numbers[1], Character.MAX_CODE_POINT);
        if (!Character.isDefined(code)
            || Character.isWhitespace(code)
            || Character.isISOControl(code)
            || mapped.put(label, Character.toString(code)) != null) {
          throw wrong(file, "the line '" + line + "'");
        }
      }
    }
    if (mapped.isEmpty()) {
      throw wrong(file, "no line");
    }
    List<String> names = new ArrayList<>();
    Set<String> taken = new HashSet<>(mapped.values());
    for (int label = 0; label <= mapped.lastKey(); label++) {
      // A label that is left out keeps its number, unless that is the name of another.
      String number = Integer.toString(label);
      names.add(mapped.getOrDefault(label, taken.contains(number) ? "class " + number : number));
    }
    if (taken.size() < mapped.size()) {
      throw wrong(file, "two labels for one character");
    }
    return names;
  }

  private static int number(Path file, String line, String digits, int most)
      throws InvalidDataException {
    try {
      int number = Integer.parseInt(digits);
      if (number >= 0 && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw wrong(file, "the line '" + line + "'");
  }

  private static InvalidDataException wrong(Path file, String found) {
    return new InvalidDataException(
        file,
        found,
        "a label and the codes of its characters in each line; without the file classes are called"
            + " by their numbers");
  }
}
