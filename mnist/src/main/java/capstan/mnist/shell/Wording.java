package capstan.mnist.shell;

import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

/** What the help says of a command or an argument, as plain lines. */
final class Wording {
  private Wording() {}

  /**
   * The description of a command.
   *
   * @param command any
   */
  static List<String> of(CommandSpec command) {
    return lines(command.usageMessage().description());
  }

  /**
   * The description of an option or an operand.
   *
   * @param argument any
   */
  static List<String> of(ArgSpec argument) {
    return lines(argument.description());
  }

  /**
   * The first sentence of a description, without the full stop.
   *
   * @param description lines
   */
  static String summary(List<String> description) {
    String first = description.isEmpty() ? "" : description.getFirst();
    int end = first.indexOf(". ");
    return (end < 0 ? first : first.substring(0, end)).replaceFirst("[.:]$", "");
  }

  /** picocli takes descriptions for formats. */
  private static List<String> lines(String... formats) {
    return Arrays.stream(formats).flatMap(format -> String.format(format).lines()).toList();
  }
}
