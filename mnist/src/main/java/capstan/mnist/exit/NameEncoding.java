package capstan.mnist.exit;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Whether names of files come through. Java reads them in the encoding of the locale; where that is
 * ASCII, as without a locale or with one that is not installed, every other letter is lost.
 */
public final class NameEncoding {
  /** What Java puts in the place of what it cannot read. */
  private static final String LOST = "\uFFFD";

  private NameEncoding() {}

  /**
   * What is wrong with the words of a command line and what to do about it, in one line; empty if
   * all letters came through.
   *
   * @param encoding that names of files are read in
   * @param words as Java gives them
   */
  public static Optional<String> lost(Charset encoding, String... words) {
    if (encoding.equals(StandardCharsets.UTF_8)) {
      return Optional.empty(); // A name may have that character.
    }
    for (String word : words) {
      if (word.contains(LOST)) {
        return Optional.of(word.replace(LOST, "?") + ": letters are lost, as " + cure(encoding));
      }
    }
    return Optional.empty();
  }

  /** What names of files are read in. */
  public static Charset current() {
    return Charset.forName(System.getProperty("sun.jnu.encoding"), StandardCharsets.UTF_8);
  }

  /**
   * Why no file can have a name, in one line.
   *
   * @param name what should have become a path
   */
  static String refusal(InvalidPathException name) {
    boolean nul = name.getInput().indexOf('\0') >= 0;
    return name.getInput()
        + ": cannot be the name of a file"
        + (nul ? "" : ", as " + cure(current()));
  }

  private static String cure(Charset encoding) {
    return "Java takes names for "
        + encoding.displayName()
        + " here: set LC_ALL to a locale of UTF-8 that is installed, such as C.UTF-8 ('locale -a'"
        + " lists them)";
  }

  /** Makes paths of words. */
  public static final class PathConverter implements ITypeConverter<Path> {
    @Override
    public Path convert(String word) {
      try {
        return Path.of(word);
      } catch (InvalidPathException wrong) {
        throw new TypeConversionException(refusal(wrong));
      }
    }
  }
}
