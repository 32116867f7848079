package capstan.mnist.argument;

import capstan.capsnet.setting.Bounds;
import capstan.capsnet.setting.InvalidSettingException;
import capstan.capsnet.setting.Setting;
import capstan.capsnet.text.ShownName;
import capstan.mnist.display.Terminal;
import capstan.mnist.exit.ExitStatus;
import java.lang.reflect.AnnotatedElement;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** What holds for the arguments of every command: numbers keep to their {@link Range}s. */
public final class Arguments {
  private Arguments() {}

  /**
   * Has a command line check its arguments before it does anything, refuse wrong ones in one line,
   * and say in its help what they may be.
   */
  public static CommandLine install(CommandLine command) {
    OptionSections.install(command);
    CommandLine.IExecutionStrategy strategy = command.getExecutionStrategy();
    return command
        .setParameterExceptionHandler((wrong, _) -> refuse(wrong))
        .setExecutionStrategy(
            parsed -> {
              check(parsed);
              return strategy.execute(parsed);
            });
  }

  /**
   * Makes what arguments ask for.
   *
   * @param command what was called
   * @throws UsageException if a setting of it cannot be
   */
  public static <T> T make(CommandSpec command, Supplier<T> asked) {
    try {
      return asked.get();
    } catch (InvalidSettingException invalid) {
      throw new UsageException(command, invalid.getMessage());
    }
  }

  /**
   * Checks what arguments ask for.
   *
   * @param command what was called
   * @throws UsageException if a setting of it cannot be
   */
  public static void require(CommandSpec command, Runnable check) {
    make(
        command,
        () -> {
          check.run();
          return null;
        });
  }

  private static int refuse(ParameterException wrong) {
    CommandLine command = wrong.getCommandLine();
    CommandSpec spec = command.getCommandSpec();
    StringBuilder line = new StringBuilder();
    String words = message(wrong).lines().collect(Collectors.joining(" "));
    line.append(ShownName.of(words.replaceFirst("^Error: ", "")));
    if (wrong instanceof CommandLine.UnmatchedArgumentException unmatched
        && !unmatched.getSuggestions().isEmpty()) {
      line.append("; did you mean ")
          .append(String.join(", ", unmatched.getSuggestions()))
          .append('?');
    }
    line.append(" (see ").append(spec.qualifiedName()).append(" --help)");
    command.getErr().println(Terminal.complaint(spec.root().qualifiedName(), line.toString()));
    command.getErr().flush();
    return ExitStatus.USAGE;
  }

  /**
   * Checks all arguments that were given.
   *
   * @throws ParameterException if a number is out of its range, or an argument is empty, or an
   *     entry of a list
   */
  static void check(ParseResult parsed) {
    CommandLine command = parsed.commandSpec().commandLine();
    for (ArgSpec argument : parsed.matchedArgs()) {
      for (String text : argument.originalStringValues()) {
        refuseEmpty(command, argument, text);
      }
      range(argument).ifPresent(range -> refuseOutside(command, argument, range));
    }
    if (parsed.hasSubcommand()) {
      check(parsed.subcommand());
    }
  }

  private static void refuseEmpty(CommandLine command, ArgSpec argument, String text) {
    boolean several = !argument.splitRegex().isEmpty();
    List<String> entries = several ? List.of(text.split(argument.splitRegex(), -1)) : List.of(text);
    if (entries.stream().anyMatch(String::isBlank)) {
      throw new ParameterException(
          command,
          "%s: found '%s', expected %s"
              .formatted(name(argument), text, several ? "no empty entry" : "a value"),
          argument,
          text);
    }
  }

  private static void refuseOutside(CommandLine command, ArgSpec argument, Bounds range) {
    for (Object value : argument.typedValues()) {
      for (Object entry : value instanceof List<?> list ? list : List.of(value)) {
        if (!range.contains(((Number) entry).doubleValue())) {
          throw new ParameterException(
              command, message(argument, range, entry.toString()), argument, entry.toString());
        }
      }
    }
  }

  /** The range of an argument; empty where it is no number. */
  public static Optional<Bounds> range(ArgSpec argument) {
    return switch (argument.userObject()) {
      case Setting setting when setting.isNumber() -> Optional.of(setting.bounds());
      case AnnotatedElement member ->
          Optional.ofNullable(member.getAnnotation(Range.class))
              .map(range -> new Bounds(range.least(), range.most()));
      case null, default -> Optional.empty();
    };
  }

  /**
   * What is wrong with the arguments, in words of ours where a number has a range: picocli speaks
   * of an int.
   */
  private static String message(ParameterException wrong) {
    return Optional.ofNullable(wrong.getArgSpec())
        .filter(_ -> wrong.getValue() != null)
        .flatMap(
            argument -> range(argument).map(range -> message(argument, range, wrong.getValue())))
        .orElse(wrong.getMessage());
  }

  private static String message(ArgSpec argument, Bounds range, String found) {
    return "%s must be %s, found '%s'"
        .formatted(name(argument), range.expected(isWhole(argument)), found);
  }

  private static boolean isWhole(ArgSpec argument) {
    Class<?> type = argument.isMultiValue() ? argument.auxiliaryTypes()[0] : argument.type();
    return type != double.class && type != Double.class;
  }

  /** An option with its range added to what it says of itself, for its help. */
  public static OptionSpec described(OptionSpec option) {
    Optional<Bounds> range = range(option);
    if (range.isEmpty()) {
      return option;
    }
    String[] lines = option.description().clone();
    String last = lines[lines.length - 1];
    String words = range.get().toString();
    lines[lines.length - 1] =
        "%s%s %s%s"
            .formatted(
                last,
                last.endsWith(".") ? "" : ".",
                words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1),
                ".");
    return OptionSpec.builder(option).description(lines).build();
  }

  private static String name(ArgSpec argument) {
    return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
  }
}
