package capstan.mnist.session;

import capstan.capsnet.group.AllReduce;
import capstan.capsnet.group.AllReduceProvider;
import capstan.capsnet.training.GroupTraining;
import capstan.capsnet.training.Trainer;
import capstan.capsnet.training.TrainingDivergedException;
import capstan.core.backend.BackendChoice;
import capstan.core.kernel.Backend;
import capstan.mnist.argument.EnumLabels;
import capstan.mnist.argument.GivenOptions;
import capstan.mnist.argument.Range;
import capstan.mnist.argument.UsageException;
import capstan.mnist.display.Terminal;
import capstan.mnist.exit.CommandFailure;
import capstan.mnist.exit.ExitStatus;
import capstan.mnist.exit.FailureReport;
import capstan.mnist.exit.Interruption;
import capstan.mnist.option.MachineOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Options that say with which other processes a training is shared. */
public final class RankOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--mpi",
      order = 204,
      description =
          "Share the training with the other processes that mpirun or srun started with this one,"
              + " each on its part of every batch (docs/cluster.md).")
  private boolean mpi;

  @Range(least = 1, most = 1_000)
  @Option(
      names = "--ranks",
      order = 205,
      paramLabel = "N",
      description = "Start N such processes on this machine, by the mpirun that is found.")
  private Integer ranks;

  @Option(
      names = "--gradients",
      order = 206,
      paramLabel = "TYPE",
      converter = PrecisionNames.class,
      completionCandidates = PrecisionNames.class,
      description =
          "What ranks send each other's gradients as: float32, or bfloat16, which is half as much"
              + " (default: float32).")
  private AllReduceProvider.Precision precision;

  @Range(least = 0, most = Range.MOST)
  @Option(
      names = "--check-ranks",
      order = 207,
      paramLabel = "N",
      description =
          "Check after every N steps that all ranks hold the same weights, to the last bit; 0 for"
              + " never (default: 0).")
  private Long checkEvery;

  /** Where launchers tell a process its rank. */
  private static final List<String> RANK_NAMES =
      List.of("OMPI_COMM_WORLD_RANK", "PMI_RANK", "PMIX_RANK", "SLURM_PROCID");

  private AllReduce group = AllReduce.alone();

  /** Names of what gradients are sent as. */
  static final class PrecisionNames extends EnumLabels<AllReduceProvider.Precision> {
    PrecisionNames() {
      super(AllReduceProvider.Precision.class);
    }
  }

  /**
   * Whether a process was started as another rank than the first. What is wrong with its arguments
   * is wrong with those of the first too, which says so.
   *
   * @param arguments of the program
   * @param environment of the process
   */
  public static boolean follows(List<String> arguments, Map<String, String> environment) {
    return arguments.contains("--mpi")
        && RANK_NAMES.stream()
            .map(environment::get)
            .filter(Objects::nonNull)
            .findFirst()
            .filter(rank -> !rank.equals("0"))
            .isPresent();
  }

  /** What the first rank does, or a process that is alone. */
  @FunctionalInterface
  public interface Body {
    /** Returns the exit status. */
    int run() throws IOException, CommandFailure;
  }

  /**
   * Runs a command, on the first rank, while the others follow its trainings.
   *
   * @param machine what computes; gets the group
   * @param body the command
   * @return the exit status
   */
  public int run(MachineOptions machine, Body body) throws IOException, CommandFailure {
    requireSense();
    if (ranks != null) {
      return new LocalRanks(ranks).run(arguments());
    }
    if (!mpi) {
      return body.run();
    }
    group = provider().open(precision == null ? AllReduceProvider.Precision.FLOAT32 : precision);
    machine.sharedBy(group.ranksHere(), starter(), asGiven());
    try {
      int status = group.rank() == 0 ? lead(body) : follow(machine);
      group.close();
      return status;
    } catch (IOException | CommandFailure | RuntimeException | Error failure) {
      return giveUp(failure);
    }
  }

  private void requireSense() {
    if (ranks != null && mpi) {
      throw new UsageException(spec, "--ranks starts processes that have --mpi; leave that out");
    }
    if (ranks == null && !mpi && (precision != null || checkEvery != null)) {
      throw new UsageException(
          spec,
          "%s has no effect without --mpi or --ranks"
              .formatted(precision != null ? "--gradients" : "--check-ranks"));
    }
  }

  private static AllReduceProvider provider() throws CommandFailure {
    return AllReduceProvider.find()
        .orElseThrow(
            () -> new CommandFailure("--mpi: this program was put together without it", null));
  }

  private int lead(Body body) throws IOException, CommandFailure {
    int status = body.run();
    GroupTraining.dismiss(group);
    return status;
  }

  private int follow(MachineOptions machine) throws IOException {
    AtomicReference<Trainer> current = new AtomicReference<>();
    try (Backend backend = machine.start(spec.commandLine().getErr()).backend();
        Interruption interruption =
            new Interruption(
                status -> {
                  if (current.get() != null) {
                    current.get().requestStop();
                  }
                })) {
      GroupTraining.follow(group, backend, current::set);
      return interruption.status();
    }
  }

  /** Says why, where it was not said elsewhere, and ends all ranks. */
  private int giveUp(Throwable failure) {
    boolean everywhere = failure instanceof TrainingDivergedException;
    boolean usage = failure instanceof ParameterException;
    if (group.rank() > 0 && everywhere) {
      awaitTheFirst();
    } else {
      String rank = group.rank() == 0 ? "" : "rank %d: ".formatted(group.rank());
      String line = usage ? failure.getMessage() : FailureReport.line(failure);
      System.err.println(Terminal.complaint(rank + line));
    }
    int status = usage ? ExitStatus.USAGE : ExitStatus.FAILED;
    group.abort(status);
    return status;
  }

  /** The first rank is about to say what there is to say. */
  public static void awaitTheFirst() {
    try {
      Thread.sleep(5_000);
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * What computes the command's trainings.
   *
   * @param choice this process's backend
   */
  public TrainingMachine with(BackendChoice choice) {
    return new TrainingMachine(choice, group, checkEvery == null ? 0 : checkEvery);
  }

  /** What stands before the program to start as many ranks again; nothing where it does so. */
  private List<String> starter() {
    return System.getenv(LocalRanks.STARTED) == null && group.ranks() > 1
        ? List.of("mpirun", "-n", Integer.toString(group.ranks()))
        : List.of();
  }

  /** These options as they were given, to be given again. */
  private List<String> asGiven() {
    List<String> words = new ArrayList<>(GivenOptions.of(spec, RankOptions.class, path -> path));
    String started = System.getenv(LocalRanks.STARTED);
    if (started != null) {
      words.remove("--mpi");
      words.addAll(List.of("--ranks", started));
    }
    return words;
  }

  /** The words of the command line, those that stand in files named by {@code @FILE} among them. */
  private List<String> arguments() {
    return spec.root().commandLine().getParseResult().expandedArgs().stream()
        .map(word -> word.startsWith("@") ? "@" + word : word)
        .toList();
  }
}
