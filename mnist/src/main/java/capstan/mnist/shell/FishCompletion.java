package capstan.mnist.shell;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** A completion script for fish, which picocli does not write. */
public final class FishCompletion {
  private static final String SEEN = "__fish_seen_subcommand_from ";

  private final StringBuilder script = new StringBuilder();
  private final String program;

  private FishCompletion(String program) {
    this.program = program;
  }

  /**
   * The script.
   *
   * @param root of all commands
   */
  public static String of(CommandLine root) {
    FishCompletion fish = new FishCompletion(root.getCommandName());
    fish.command(root, List.of());
    return fish.script.toString();
  }

  private void command(CommandLine command, List<String> words) {
    List<String> here = new ArrayList<>();
    words.forEach(word -> here.add(SEEN + word));
    if (!command.getSubcommands().isEmpty()) {
      List<String> between = new ArrayList<>(here);
      between.add("not " + SEEN + String.join(" ", command.getSubcommands().keySet()));
      command
          .getSubcommands()
          .forEach(
              (name, below) -> {
                CommandSpec spec = below.getCommandSpec();
                line(between, "-f -a " + quoted(name), Wording.summary(Wording.of(spec)));
              });
    }
    for (OptionSpec option : command.getCommandSpec().options()) {
      if (!option.hidden()) {
        line(here, words(option), Wording.summary(Wording.of(option)));
      }
    }
    command
        .getSubcommands()
        .forEach(
            (name, below) -> {
              List<String> longer = new ArrayList<>(words);
              longer.add(name);
              command(below, longer);
            });
  }

  /** Names and values of an option; values that are files are what fish completes by itself. */
  private static String words(OptionSpec option) {
    StringBuilder words = new StringBuilder();
    for (String name : option.names()) {
      words.append(name.startsWith("--") ? " -l " + name.substring(2) : " -s " + name.substring(1));
    }
    if (option.arity().max() > 0) {
      boolean file = Path.class.isAssignableFrom(option.type());
      words.append(file ? " -r -F" : " -x");
      if (option.completionCandidates() != null) {
        words.append(" -a ").append(quoted(String.join(" ", option.completionCandidates())));
      }
    }
    return words.substring(1);
  }

  private void line(List<String> conditions, String what, String description) {
    script.append("complete -c ").append(program);
    if (!conditions.isEmpty()) {
      script.append(" -n ").append(quoted(String.join("; and ", conditions)));
    }
    script.append(' ').append(what).append(" -d ").append(quoted(description)).append('\n');
  }

  private static String quoted(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
