package capstan.mnist.command;

import static org.assertj.core.api.Assertions.assertThat;

import capstan.capsnet.checkpoint.ConfigurationJson;
import capstan.mnist.argument.Arguments;
import capstan.mnist.exit.ExitStatus;
import capstan.mnist.option.ImageOptions;
import capstan.mnist.session.RankOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Every option of what trains either is kept with the run, so that going on with another value is
 * refused, or cannot change a result.
 */
class ResumedOptionsTest {
  /** Where things are, what computes and what is shown; nothing else may be added. */
  private static final Set<String> WITHOUT_INFLUENCE =
      new TreeSet<>(
          List.of(
              "--help",
              "--version",
              "--out",
              "--run",
              "--resume",
              "--json",
              "--threads",
              "--backend",
              "--tf32",
              "--save-minutes",
              "--save-steps"));

  static {
    // Data is known by its checksum.
    WITHOUT_INFLUENCE.addAll(
        CommandSpec.forAnnotatedObject(ImageOptions.class).optionsMap().keySet());
    // Any number of ranks goes on with what another began.
    WITHOUT_INFLUENCE.addAll(
        CommandSpec.forAnnotatedObject(RankOptions.class).optionsMap().keySet());
  }

  private static CommandLine command(String words) {
    CommandLine command = Capstan.commandLine();
    for (String word : words.split(" ")) {
      command = command.getSubcommands().get(word);
    }
    return command;
  }

  private static Stream<OptionSpec> decisive(String words) {
    return command(words).getCommandSpec().options().stream()
        .filter(option -> !WITHOUT_INFLUENCE.contains(option.longestName()));
  }

  /** Arguments that set the option to values of all kinds that it takes. */
  private static List<String> settings(OptionSpec option) {
    String name = option.longestName();
    List<String> values = new ArrayList<>();
    if (Arguments.range(option).isPresent()) {
      values.add("" + (long) Math.ceil(Arguments.range(option).get().least()));
      values.add("2");
      values.add("0.25");
    } else if (option.completionCandidates() != null) {
      option.completionCandidates().forEach(values::add);
    } else if (option.arity().max() == 0) {
      return List.of(name, "--no-" + name.substring(2));
    }
    values.addAll(List.of("cnn", "constant", "normal:0.3", "conv1", "8x4", "8,8,8,8", "x"));
    return values.stream().map(value -> name + "=" + value).toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ablation", "affnist", "multimnist", "transfer"})
  void anExperimentGoesOnAsItBegan(String experiment) {
    Set<String> compared =
        switch (experiment) {
          case "affnist" -> Set.of("--affnist", "--versions", "--images");
          case "multimnist" -> Set.of("--pairs");
          default -> Set.of();
        };
    assertThat(decisive("experiment " + experiment))
        .hasSizeGreaterThan(10)
        .filteredOn(option -> !compared.contains(option.longestName()))
        .allSatisfy(
            option ->
                assertThat(settings(option))
                    .anySatisfy(
                        setting ->
                            assertThat(
                                    CommandRun.of("experiment", experiment, "--resume=x", setting)
                                        .failed(ExitStatus.USAGE))
                                .contains(option.longestName(), "what is resumed")));
  }

  static Stream<OptionSpec> optionsOfTrain() {
    // Refused when a run goes on, which holds the weights.
    return decisive("train").filter(option -> !option.longestName().equals("--from"));
  }

  /** A checkpoint holds the whole configuration, and is compared with what is asked for. */
  @ParameterizedTest
  @MethodSource("optionsOfTrain")
  void whatDecidesATrainingIsInItsConfiguration(OptionSpec option) {
    List<String> needed =
        switch (option.longestName()) {
          case "--dropout" -> List.of("--preset=cnn");
          case "--last-present-margin", "--last-absent-margin", "--last-absent-weight" ->
              List.of("--last-phase=0.5");
          case "--warp-share", "--warp-until" -> List.of("--rotate=5");
          case "--feature-channels" -> List.of("--model=efficient");
          case String em when em.startsWith("--em-") -> List.of("--model=em");
          default -> List.of();
        };
    String usual = configuration(needed);
    assertThat(settings(option))
        .anyMatch(
            setting -> {
              List<String> words = new ArrayList<>(needed);
              words.add(setting);
              try {
                return !configuration(words).equals(usual);
              } catch (CommandLine.ParameterException notForThisOption) {
                return false;
              }
            });
  }

  private static String configuration(List<String> words) {
    Train train = new Train();
    new CommandLine(train).parseArgs(words.toArray(String[]::new));
    return ConfigurationJson.write(train.requested());
  }
}
