import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Holds every room, and the house, to a number of lines of code: lines that are not empty and hold
 * more than comments, without {@code package} and {@code import}. The numbers stand in {@code
 * line-budget.properties}. A change that needs more takes them from elsewhere, or raises the number
 * where everybody sees it.
 */
final class LineBudget {
  private static final Pattern TEXTS_AND_COMMENTS =
      Pattern.compile(
          "\"\"\"(?s:.*?)\"\"\"|\"(?:\\\\.|[^\"\\\\\n])*\"|'(?:\\\\.|[^'\\\\])+'"
              + "|//[^\n]*|/\\*(?s:.*?)\\*/");

  private static final Pattern CODE =
      Pattern.compile("^(?!package |import |\\s*$).+$", Pattern.MULTILINE);

  private static final Pattern PACKAGE = Pattern.compile("^package ([\\w.]+);", Pattern.MULTILINE);

  private static final String ALL = "all";

  private LineBudget() {}

  /**
   * Compares and prints what is over.
   *
   * @param budget the numbers, a package a line and {@code all}
   * @param files every source file of main
   * @return whether all is within the budget
   */
  static boolean isKept(Path budget, List<Path> files) throws IOException {
    Properties most = new Properties();
    try (var reader = Files.newBufferedReader(budget)) {
      most.load(reader);
    }
    Map<String, Integer> found = new TreeMap<>();
    for (Path file : files) {
      String source = Files.readString(file);
      Matcher name = PACKAGE.matcher(source);
      if (name.find()) {
        int lines = lines(source);
        found.merge(name.group(1), lines, Integer::sum);
        found.merge(ALL, lines, Integer::sum);
      }
    }
    boolean kept = true;
    for (Map.Entry<String, Integer> room : found.entrySet()) {
      String allowed = most.getProperty(room.getKey());
      if (allowed == null || room.getValue() > Integer.parseInt(allowed)) {
        System.err.printf(
            "%s has %d lines of code, expected %s (%s)%n",
            room.getKey(),
            room.getValue(),
            allowed == null ? "a number for it" : "at most " + allowed,
            budget.getFileName());
        kept = false;
      }
    }
    return kept;
  }

  private static int lines(String source) {
    String code =
        TEXTS_AND_COMMENTS
            .matcher(source)
            .replaceAll(
                match ->
                    match.group().startsWith("/") ? "" : Matcher.quoteReplacement(match.group()));
    return (int) CODE.matcher(code).results().count();
  }
}
