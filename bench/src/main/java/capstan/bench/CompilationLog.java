package capstan.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code -XX:+PrintCompilation} says of Capstan's methods: those that a compiler gave up, and
 * those whose best code was taken back and never replaced.
 */
final class CompilationLog {
  /**
   * Milliseconds, number, marks, tier, method, place of an on-stack replacement, size, the rest.
   */
  private static final Pattern LINE =
      Pattern.compile(
          "(\\d+)\\s+(\\d+)\\s+[%sbn! ]*?([1-4])\\s+(capstan\\.[\\w.$]+::[\\w$<>]+)"
              + "(?: @ -?\\d+)? \\(\\d+ bytes\\)(.*)");

  private final List<String> skipped = new ArrayList<>();

  /** By method, how many of its codes of the highest tier are in use. */
  private final Map<String, Integer> optimized = new TreeMap<>();

  /**
   * Reads a log.
   *
   * @param lines the process's output; other lines are passed over
   */
  CompilationLog(List<String> lines) {
    for (String line : lines) {
      // After a class that was loaded meanwhile the compiler tries again.
      if (line.matches(".* capstan\\..*COMPILE SKIPPED(?!: concurrent class loading).*")) {
        skipped.add(line.strip().replaceAll("\\s+", " "));
      }
      Matcher matcher = LINE.matcher(line);
      if (matcher.find() && matcher.group(3).equals("4")) {
        boolean withdrawn = matcher.group(5).contains("made not entrant");
        optimized.merge(matcher.group(4), withdrawn ? -1 : 1, Integer::sum);
      }
    }
  }

  /** The lines of methods that a compiler gave up. */
  List<String> skipped() {
    return List.copyOf(skipped);
  }

  /** Methods that C2 had compiled and whose code was taken back for good. */
  List<String> withdrawn() {
    return optimized.entrySet().stream()
        .filter(entry -> entry.getValue() <= 0)
        .map(Map.Entry::getKey)
        .toList();
  }
}
