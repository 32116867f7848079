package capstan.mnist.argument;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** Options of a class as they were given, to be given again. */
public final class GivenOptions {
  private GivenOptions() {}

  /**
   * Their words, but for those that exclude each other.
   *
   * @param command whose line was parsed
   * @param group the class
   * @param path what becomes of a path
   */
  public static List<String> of(CommandSpec command, Class<?> group, UnaryOperator<Path> path) {
    ParseResult parsed = command.commandLine().getParseResult();
    List<String> words = new ArrayList<>();
    for (OptionSpec option : CommandSpec.forAnnotatedObject(group).options()) {
      String name = option.longestName();
      if (option.group() != null || !parsed.hasMatchedOption(name)) {
        continue;
      }
      OptionSpec given = parsed.matchedOption(name);
      for (int i = 0; i < given.originalStringValues().size(); i++) {
        if (option.arity().max() == 0) {
          boolean on = Boolean.TRUE.equals(given.typedValues().get(i));
          words.add(on ? name : name.replaceFirst("^--", "--no-"));
        } else {
          String value = given.originalStringValues().get(i);
          words.add(name);
          words.add(option.type() == Path.class ? path.apply(Path.of(value)).toString() : value);
        }
      }
    }
    return words;
  }
}
