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
 * Holds every package, and the house, to a number of lines of code: lines that are not empty and
 * hold more than comments, without {@code package} and {@code import}; and every package to a
 * number of files. The numbers stand in {@code line-budget.properties}. A change that needs more
 * takes them from elsewhere, or raises the number where everybody sees it.
 */
final class LineBudget {
  private static final Pattern TEXTS_AND_COMMENTS =
      Pattern.compile(
          "\"\"\"(?s:.*?)\"\"\"|\"(?:\\\\.|[^\"\\\\\n])*\"|'(?:\\\\.|[^'\\\\])+'"
              + "|//[^\n]*|/\\*(?s:.*?)\\*/");

  private static final Pattern CODE =
      Pattern.compile("^(?!package |import |\\s*$).+$", Pattern.MULTILINE);

  private static final Pattern PACKAGE = Pattern.compile("^package ([\\w.]+);", Pattern.MULTILINE);

  private static final String FILES = "files";

  private LineBudget() {}

  /**
   * Compares and prints what is over, and what the numbers name and nobody has.
   *
   * @param budget the numbers: lines of a package, of modules ({@code core+autograd}), of {@code
   *     all}, and {@code files} of a package
   * @param root the project's folder
   * @param files every source file of main
   * @return whether all is within the budget
   */
  static boolean isKept(Path budget, Path root, List<Path> files) throws IOException {
    Properties most = new Properties();
    try (var reader = Files.newBufferedReader(budget)) {
      most.load(reader);
    }
    Map<String, Integer> lines = new TreeMap<>();
    Map<String, Integer> filesOf = new TreeMap<>();
    for (Path file : files) {
      String source = Files.readString(file);
      int here = lines(source);
      lines.merge("all", here, Integer::sum);
      String module = root.relativize(file).getName(0).toString();
      most.stringPropertyNames().stream()
          .filter(name -> List.of(name.split("\\+")).contains(module))
          .forEach(name -> lines.merge(name, here, Integer::sum));
      Matcher name = PACKAGE.matcher(source);
      if (name.find()) {
        lines.merge(name.group(1), here, Integer::sum);
        filesOf.merge(name.group(1), 1, Integer::sum);
      }
    }
    boolean kept = true;
    for (String name : most.stringPropertyNames()) {
      if (!name.equals(FILES) && !lines.containsKey(name)) {
        System.err.printf("%s names %s, which has no code%n", budget.getFileName(), name);
        kept = false;
      }
    }
    for (Map.Entry<String, Integer> room : lines.entrySet()) {
      kept &= fits(room, most.getProperty(room.getKey()), "lines of code");
    }
    for (Map.Entry<String, Integer> room : filesOf.entrySet()) {
      kept &= fits(room, most.getProperty(FILES), FILES);
    }
    return kept;
  }

  private static boolean fits(Map.Entry<String, Integer> found, String most, String what) {
    if (most != null && found.getValue() <= Integer.parseInt(most)) {
      return true;
    }
    System.err.printf(
        "%s has %d %s, expected %s (style/line-budget.properties)%n",
        found.getKey(),
        found.getValue(),
        what,
        most == null ? "a number for it" : "at most " + most);
    return false;
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
