package capstan.mnist.shell;

import capstan.mnist.argument.Arguments;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The help of all commands in the language of manual pages, roff with the macros of man. */
public final class ManualPage {
  private final StringBuilder page = new StringBuilder();

  private ManualPage() {}

  /**
   * A page of section 1.
   *
   * @param program the root of all commands
   */
  public static String of(CommandSpec program) {
    ManualPage manual = new ManualPage();
    manual.program(program);
    return manual.page.toString();
  }

  private void program(CommandSpec program) {
    String name = program.name();
    line(".TH " + name.toUpperCase(Locale.ROOT) + " 1 \"\" \"Capstan\"");
    line(".SH NAME");
    line(name + " \\- " + escaped(Wording.of(program).getFirst()));
    line(".SH SYNOPSIS");
    line(".B " + name);
    line(".I COMMAND");
    line("[options]");
    line(".SH COMMANDS");
    program.subcommands().values().forEach(this::command);
    line(".SH NOTES");
    paragraphs(List.of(program.usageMessage().footer()));
  }

  private void command(CommandLine command) {
    CommandSpec spec = command.getCommandSpec();
    String operands =
        spec.positionalParameters().stream()
            .filter(operand -> !operand.hidden())
            .map(
                operand ->
                    (operand.arity().min() == 0 ? " [%s]" : " %s").formatted(operand.paramLabel()))
            .collect(Collectors.joining());
    line(".SS " + escaped(spec.qualifiedName() + operands + " [options]"));
    paragraphs(Wording.of(spec));
    spec.positionalParameters().stream()
        .filter(operand -> !operand.hidden())
        .forEach(this::argument);
    spec.options().stream()
        .filter(option -> !option.hidden() && !option.usageHelp() && !option.versionHelp())
        .sorted(Comparator.comparingInt(OptionSpec::order))
        .map(Arguments::described)
        .forEach(this::argument);
    paragraphs(List.of(spec.usageMessage().footer()));
    command.getSubcommands().values().forEach(this::command);
  }

  private void argument(ArgSpec argument) {
    line(".TP");
    line("\\fB" + escaped(heading(argument)) + "\\fR");
    paragraphs(Wording.of(argument));
  }

  private static String heading(ArgSpec argument) {
    return switch (argument) {
      case OptionSpec option ->
          String.join(", ", option.names())
              + (option.arity().max() == 0 ? "" : "=" + option.paramLabel());
      case PositionalParamSpec operand -> operand.paramLabel();
      default -> throw new IllegalArgumentException("no argument of a command line: " + argument);
    };
  }

  /** An empty line begins a paragraph; one that is set in is shown as it is. */
  private void paragraphs(List<String> text) {
    for (String each : text) {
      if (each.isBlank()) {
        line(".PP");
      } else if (each.startsWith(" ")) {
        Stream.of(".nf", escaped(each), ".fi").forEach(this::line);
      } else {
        line(escaped(each));
      }
    }
  }

  private void line(String text) {
    page.append(text).append('\n');
  }

  private static String escaped(String text) {
    String plain = text.replace("\\", "\\e").replace("-", "\\-");
    return plain.startsWith(".") || plain.startsWith("'") ? "\\&" + plain : plain;
  }
}
