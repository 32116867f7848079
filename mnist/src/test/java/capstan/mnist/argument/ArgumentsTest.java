package capstan.mnist.argument;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import capstan.capsnet.setting.Bounds;
import capstan.mnist.command.Capstan;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;

/** Every option of every command, as picocli knows them: what its value may be. */
class ArgumentsTest {
  /** Made once: that takes longer than any parsing. */
  private static final CommandLine ALL = Capstan.commandLine();

  /** An option of a command. */
  record Case(CommandSpec command, OptionSpec option) {
    @Override
    public String toString() {
      return command.qualifiedName() + " " + option.longestName();
    }

    Class<?> type() {
      return option.isMultiValue() ? option.auxiliaryTypes()[0] : option.type();
    }

    boolean isNumber() {
      return (type().isPrimitive() && type() != boolean.class)
          || Number.class.isAssignableFrom(type());
    }

    boolean isWhole() {
      return type() != double.class && type() != Double.class;
    }

    Bounds range() {
      return Arguments.range(option).orElseThrow();
    }

    /** Parses the option with whatever else the command needs. */
    void parse(String value) {
      List<String> words = new ArrayList<>(List.of(command.qualifiedName().split(" ")));
      words.removeFirst();
      words.add(option.longestName() + "=" + value);
      for (ArgGroupSpec group : command.argGroups()) {
        if (group.multiplicity().min() > 0 && !group.allOptionsNested().contains(option)) {
          words.add(group.allOptionsNested().getFirst().longestName() + "=x");
        }
      }
      for (PositionalParamSpec positional : command.positionalParameters()) {
        if (positional.required()) {
          words.add("x");
        }
      }
      Arguments.check(command.root().commandLine().parseArgs(words.toArray(String[]::new)));
    }

    void refuses(String value) {
      assertThatThrownBy(() -> parse(value))
          .as("%s=%s", this, value)
          .isInstanceOf(ParameterException.class)
          .hasMessageContaining(option.longestName());
    }
  }

  static Stream<Case> options() {
    return commands(ALL)
        .flatMap(
            command ->
                command.getCommandSpec().options().stream()
                    .map(option -> new Case(command.getCommandSpec(), option)));
  }

  private static Stream<CommandLine> commands(CommandLine command) {
    return Stream.concat(
        Stream.of(command),
        command.getSubcommands().values().stream().flatMap(ArgumentsTest::commands));
  }

  static Stream<Case> numbers() {
    return options().filter(Case::isNumber);
  }

  static Stream<Case> texts() {
    return options().filter(each -> each.type() == String.class || each.type() == Path.class);
  }

  static Stream<Case> lists() {
    return options().filter(each -> !each.option().splitRegex().isEmpty());
  }

  @ParameterizedTest
  @MethodSource("numbers")
  void aNumberHasARangeThatItsHelpSays(Case number) {
    assertThat(Arguments.range(number.option())).isPresent();
    String[] description = Arguments.described(number.option()).description();
    assertThat(description[description.length - 1])
        .containsPattern("(From .* to .*|Any whole number of 64 bits)\\.$");
  }

  @ParameterizedTest
  @MethodSource("numbers")
  void bothEndsOfTheRangeAreTaken(Case number) {
    number.parse(text(end(number, number.range().least())));
    number.parse(text(end(number, number.range().most())));
  }

  @ParameterizedTest
  @MethodSource("numbers")
  void whatIsOutsideIsRefused(Case number) {
    BigDecimal beyond =
        number.isWhole() ? BigDecimal.ONE : new BigDecimal(number.range().least()).max(tiny());
    number.refuses(text(end(number, number.range().least()).subtract(beyond)));
    number.refuses(text(end(number, number.range().most()).add(beyond)));
    number.refuses("1" + "0".repeat(400));
  }

  private static BigDecimal tiny() {
    return new BigDecimal("0.00001");
  }

  @ParameterizedTest
  @MethodSource("numbers")
  void whatIsNoNumberIsRefused(Case number) {
    for (String value : List.of("", " ", "one", "NaN", "Infinity", "-Infinity", "1.5.2", "1_0")) {
      number.refuses(value);
    }
    if (number.isWhole()) {
      number.refuses("1.5");
    }
  }

  @ParameterizedTest
  @MethodSource("lists")
  void noEntryOfAListIsEmpty(Case list) {
    for (String value : List.of(",", "1,", ",1", "1,,2", "1, ", " ")) {
      list.refuses(value);
    }
  }

  @ParameterizedTest
  @MethodSource("texts")
  void noTextIsEmpty(Case text) {
    text.refuses("");
    text.refuses(" ");
  }

  /** An end of a range; a double cannot be the largest long. */
  private static BigDecimal end(Case number, double end) {
    return number.isWhole() ? BigDecimal.valueOf((long) end) : BigDecimal.valueOf(end);
  }

  private static String text(BigDecimal value) {
    return value.toPlainString();
  }
}
