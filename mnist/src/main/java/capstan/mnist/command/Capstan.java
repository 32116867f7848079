package capstan.mnist.command;

import capstan.capsnet.network.Preset;
import capstan.capsnet.rehearsal.Rehearsal;
import capstan.mnist.argument.Arguments;
import capstan.mnist.argument.UsageException;
import capstan.mnist.command.experiment.Experiment;
import capstan.mnist.display.Terminal;
import capstan.mnist.exit.ExitStatus;
import capstan.mnist.exit.FailureReport;
import capstan.mnist.exit.NameEncoding;
import capstan.mnist.session.RankOptions;
import capstan.mnist.text.ManifestVersion;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The program: {@code capstan COMMAND …}. */
@Command(
    name = "capstan",
    description = "Trains, evaluates and uses Capsule Networks on CPUs.",
    synopsisSubcommandLabel = "COMMAND",
    abbreviateSynopsis = true,
    versionProvider = ManifestVersion.class,
    mixinStandardHelpOptions = true,
    scope = CommandLine.ScopeType.INHERIT)
public final class Capstan implements Runnable {
  private static final List<Class<?>> COMMANDS =
      List.of(
          Train.class,
          Evaluate.class,
          Confidence.class,
          Predict.class,
          Reconstruct.class,
          Perturb.class,
          RoutingCommand.class,
          Embed.class,
          Runs.class,
          Compare.class,
          Report.class,
          Export.class,
          Experiment.class,
          Summary.class,
          Demo.class,
          Serve.class,
          Data.class,
          Info.class,
          BenchCommand.class,
          Completion.class,
          Man.class);

  /** Commands that show all others. */
  private static final Set<String> SHOW_ALL = Set.of("completion", "man");

  private static final String[] FOOTER = {
    "",
    "Begin with 'capstan train'; 'capstan COMMAND --help' tells all about a command.",
    "Exit status: 0 done, 1 failed, 2 wrong usage, 130 interrupted.",
    "CAPSTAN_TRACE=1 in the environment shows where a failure happened."
  };

  @Spec private CommandSpec spec;

  /** Made by {@link #commandLine}. */
  Capstan() {}

  /** Without a command there is nothing to do. */
  @Override
  public void run() {
    throw new UsageException(spec, "expected a command");
  }

  /** The whole command line, ready to execute. */
  public static CommandLine commandLine() {
    return commandLine(_ -> true);
  }

  /**
   * The command line as far as some arguments need it, ready to execute them: to find out all
   * options of all commands takes longer than most commands do.
   *
   * @param arguments the command and its options
   */
  public static CommandLine commandLine(String... arguments) {
    Set<String> words = new HashSet<>(List.of(arguments));
    // A file of arguments, which picocli reads later, may name any command.
    boolean any = words.stream().anyMatch(word -> SHOW_ALL.contains(word) || word.startsWith("@"));
    return commandLine(any ? _ -> true : words::contains);
  }

  private static CommandLine commandLine(Predicate<String> needed) {
    FailureReport failures = new FailureReport("1".equals(System.getenv(FailureReport.TRACE)));
    CommandLine.RunLast runLast = new CommandLine.RunLast();
    CommandLine command = new CommandLine(new Capstan());
    add(COMMANDS, needed, command);
    if (needed.test("experiment")) {
      add(Experiment.EXPERIMENTS, needed, command.getSubcommands().get("experiment"));
    }
    // Not before, or the commands would inherit it.
    command.getCommandSpec().usageMessage().footer(FOOTER);
    command.getSubcommands().get("bench").setUnmatchedArgumentsAllowed(true);
    command
        .registerConverter(Path.class, new NameEncoding.PathConverter())
        .setColorScheme(CommandLine.Help.defaultColorScheme(Terminal.colours()))
        .setUsageHelpAutoWidth(true)
        .setUsageHelpLongOptionsMaxWidth(34)
        .setAbbreviatedOptionsAllowed(false)
        .setExecutionExceptionHandler(failures)
        .setExecutionStrategy(
            parsed -> {
              requireKnownWords(parsed);
              try {
                return runLast.execute(parsed);
              } catch (OutOfMemoryError | StackOverflowError | LinkageError failure) {
                return failures.handleError(failure, parsed.commandSpec().commandLine());
              }
            });
    return Arguments.install(command);
  }

  /** Adds commands: of those that are not needed what a list of commands shows. */
  private static void add(List<Class<?>> types, Predicate<String> needed, CommandLine above) {
    for (Class<?> type : types) {
      Command command = type.getAnnotation(Command.class);
      if (needed.test(command.name())) {
        above.addSubcommand(new CommandLine(type));
      } else {
        CommandSpec named = CommandSpec.create().name(command.name());
        named.usageMessage().description(command.description());
        above.addSubcommand(new CommandLine(named));
      }
    }
  }

  /** Unknown words are wrong beside --help too, where picocli lets them pass. */
  private static void requireKnownWords(CommandLine.ParseResult parsed) {
    CommandLine command = parsed.commandSpec().commandLine();
    if (!parsed.unmatched().isEmpty() && !command.isUnmatchedArgumentsAllowed()) {
      throw new CommandLine.UnmatchedArgumentException(command, parsed.unmatched());
    }
    parsed.subcommands().forEach(Capstan::requireKnownWords);
  }

  /**
   * Begins to compile the kernels of a training, which takes longer than all else that comes before
   * its first step. Which preset is meant is guessed: a wrong guess costs time and nothing else.
   */
  private static void rehearse(List<String> arguments) {
    if (!arguments.isEmpty() && arguments.getFirst().equals("train")) {
      Preset likely =
          Stream.of(Preset.values())
              .filter(
                  preset ->
                      arguments.contains(preset.label())
                          || arguments.contains("--preset=" + preset.label()))
              .findFirst()
              .orElse(Preset.PAPER);
      Rehearsal.startEarly(() -> likely.configuration().model());
    }
  }

  private static Throwable rootOf(Throwable failure) {
    return failure.getCause() == null ? failure : rootOf(failure.getCause());
  }

  /**
   * Executes a command and ends the process.
   *
   * @param arguments the command and its options
   */
  public static void main(String... arguments) {
    // Numbers read alike everywhere: some locales have digits of their own, also for %d.
    Locale.setDefault(Locale.Category.FORMAT, Locale.ROOT);
    rehearse(List.of(arguments));
    CommandLine command = null;
    try {
      command = commandLine(arguments);
    } catch (CommandLine.InitializationException broken) {
      // A family of networks on the class path that cannot be loaded, or has an option of ours.
      System.err.println(Terminal.complaint(rootOf(broken).getMessage()));
      System.exit(ExitStatus.FAILED);
    }
    Optional<String> lost = NameEncoding.lost(NameEncoding.current(), arguments);
    if (lost.isPresent()) {
      command.getErr().println(Terminal.complaint(lost.get()));
    }
    boolean follows = RankOptions.follows(List.of(arguments), System.getenv());
    if (follows) {
      command.setErr(new PrintWriter(Writer.nullWriter()));
    }
    int status = lost.isPresent() ? ExitStatus.USAGE : command.execute(arguments);
    if (follows && status == ExitStatus.USAGE) {
      RankOptions.awaitTheFirst();
    }
    for (PrintWriter writer : new PrintWriter[] {command.getOut(), command.getErr()}) {
      writer.flush();
    }
    // A full disk behind a redirection, say; a writer over a stream does not notice it.
    if (System.out.checkError() && status == ExitStatus.DONE) {
      System.err.println(Terminal.complaint("could not write all of the output"));
      status = ExitStatus.FAILED;
    }
    System.exit(status);
  }
}
