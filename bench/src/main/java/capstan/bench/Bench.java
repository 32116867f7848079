package capstan.bench;

import capstan.bench.goal.Goals;
import capstan.bench.ladder.Ladder;
import capstan.bench.model.ModelReport;
import capstan.bench.scaling.Ranks;
import capstan.bench.scaling.Scaling;
import capstan.core.backend.BackendUnavailableException;
import capstan.core.backend.RuntimeFacts;
import capstan.mnist.argument.Arguments;
import capstan.mnist.argument.Range;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.openjdk.jmh.runner.RunnerException;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code capstan bench}: the goals of speed, or one of the closer looks. */
@Command(
    name = "capstan bench",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {
      "Measures the project's goals beside the machine's own limits, in three minutes.",
      "For a thorough run use JMH itself: java --add-modules jdk.incubator.vector -jar"
          + " bench/target/benchmarks.jar"
    })
public final class Bench implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Range(least = 1, most = Range.MOST_THREADS)
  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "threads of the SIMD backend; default: one a processor")
  private Integer threads;

  @Option(
      names = "--data",
      paramLabel = "FOLDER",
      description = "MNIST's four files, for the epoch that is trained; default: drawn digits")
  private Path data;

  @ArgGroup(exclusive = true)
  private Instead instead = new Instead();

  /** What to do instead of measuring the goals. */
  static final class Instead {
    @Option(
        names = "--model",
        description = "instead, every part of a training step over what it must compute and move")
    private boolean model;

    @Option(
        names = "--scaling",
        description = "instead, a training step on 1, 2, 4, … threads, up to --threads")
    private boolean scaling;

    @Option(
        names = "--ranks",
        description =
            "instead, a training step of two processes over MPI beside one with as many threads,"
                + " and what the network of a cluster would leave of it")
    private boolean ranks;

    @Option(
        names = "--ladder",
        description = "instead, one product from plain loops to the peak, in six steps")
    private boolean ladder;

    @Option(
        names = "--peers",
        description =
            "instead, PyTorch and OpenBLAS beside ours, in turn; the first time they are"
                + " downloaded")
    private boolean peers;

    @Range(least = 1, most = 10_000)
    @Option(
        names = "--launches",
        arity = "0..1",
        fallbackValue = "20",
        paramLabel = "N",
        description =
            "instead, train a few steps in each of N new JVMs (default: ${FALLBACK-VALUE}) and look"
                + " for one that is slow")
    private Integer launches;

    @Option(
        names = "--kernels",
        description =
            "instead, every kernel on the scalar and the SIMD backend; so do --only alone and"
                + " --simd-only")
    private boolean kernels;
  }

  @Option(
      names = "--markdown",
      paramLabel = "FILE",
      description = "with --model: also write the table as Markdown")
  private Path markdown;

  @Option(
      names = "--picture",
      paramLabel = "FILE",
      description = "with --model: also draw bars of the parts, a PNG file")
  private Path picture;

  @Option(
      names = "--peer-parts",
      paramLabel = "FILE",
      description =
          "with --peers: write the times of a step's parts, as JSON; with --model: draw those"
              + " beside ours")
  private Path peerParts;

  @Option(
      names = "--only",
      paramLabel = "TEXT",
      description =
          "with --kernels or --peers: only rows whose name contains this, such as PrimaryCaps")
  private String only = "";

  @Option(
      names = "--simd-only",
      description = "with --kernels: leave out the scalar backend, which takes longest")
  private boolean simdOnly;

  /** Made by picocli. */
  public Bench() {}

  /**
   * Runs the command and ends the process.
   *
   * @param arguments the command line after {@code capstan bench}
   */
  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  /** The command line, which reports what is wrong in one line. */
  static CommandLine commandLine() {
    return Arguments.install(new CommandLine(new Bench()))
        .setExecutionExceptionHandler(
            (failure, command, _) -> {
              if (!(failure instanceof IOException
                  || failure instanceof IllegalStateException
                  || failure instanceof BackendUnavailableException)) {
                throw failure;
              }
              String reason = failure.getMessage().lines().findFirst().orElse("");
              command.getErr().println("capstan bench: " + reason);
              command.getErr().flush();
              return CommandLine.ExitCode.SOFTWARE;
            });
  }

  @Override
  public Integer call() throws RunnerException, IOException {
    check();
    // Also makes the vectors' module readable, before a measurement uses its classes itself.
    Optional<String> refusal = RuntimeFacts.read().simdRefusal();
    if (refusal.isPresent()) {
      throw new BackendUnavailableException(refusal.get());
    }
    int team = threads == null ? Runtime.getRuntime().availableProcessors() : threads;
    if (instead.peers) {
      return Peers.run(team, only, Optional.ofNullable(peerParts));
    }
    if (instead.launches != null) {
      return Launches.run(spec.commandLine().getOut(), instead.launches, team);
    }
    if (instead.model) {
      ModelReport.print(
          System.out,
          team,
          new ModelReport.Files(
              Optional.ofNullable(markdown),
              Optional.ofNullable(picture),
              Optional.ofNullable(peerParts)));
    } else if (instead.scaling) {
      Scaling.print(System.out, team);
    } else if (instead.ranks) {
      Ranks.print(System.out, Math.max(1, team / 2));
    } else if (instead.ladder) {
      Ladder.print(System.out, team);
    } else if (wantsKernels()) {
      KernelTable.print(spec.commandLine().getOut(), team, KernelTable.rows(only), simdOnly);
    } else {
      Goals.print(System.out, team, Optional.ofNullable(data));
    }
    return 0;
  }

  private boolean wantsKernels() {
    return instead.kernels || (!only.isEmpty() && !instead.peers) || simdOnly;
  }

  private void check() {
    if (data != null && !Files.isDirectory(data)) {
      throw wrong("--data: there is no folder " + data);
    }
    requireWith(markdown != null, "--markdown", instead.model, "--model");
    requireWith(picture != null, "--picture", instead.model, "--model");
    requireWith(
        peerParts != null, "--peer-parts", instead.model || instead.peers, "--model or --peers");
    boolean another =
        instead.model
            || instead.scaling
            || instead.ranks
            || instead.ladder
            || instead.peers
            || instead.launches != null;
    requireWith(!only.isEmpty(), "--only", !another || instead.peers, "--kernels or --peers");
    requireWith(simdOnly, "--simd-only", !another, "--kernels");
    requireWith(data != null, "--data", !another && !wantsKernels(), "no other measurement");
    if (wantsKernels() && KernelTable.rows(only).isEmpty()) {
      List<String> names = KernelTable.rows("").stream().map(Row::label).toList();
      throw wrong("--only: no row's name contains \"" + only + "\" among " + names);
    }
  }

  private void requireWith(boolean given, String option, boolean fits, String company) {
    if (given && !fits) {
      throw wrong(option + " goes with " + company);
    }
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
