package capstan.mnist.option;

import capstan.core.backend.BackendChoice;
import capstan.core.backend.BackendProvider;
import capstan.core.backend.Backends;
import capstan.mnist.argument.GivenOptions;
import capstan.mnist.argument.Range;
import capstan.mnist.argument.UsageException;
import capstan.mnist.display.Terminal;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Options that say what computes; results do not depend on them but for the last bits. */
public final class MachineOptions {
  private static final String TF32 = "tf32";

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  private String backend = "auto";

  @Option(
      names = "--tf32",
      order = 203,
      description = {
        "With --backend cublas: round the factors of the GPU's products to TF32, which is faster"
            + " and keeps 3 digits instead of 7."
      })
  private boolean tf32;

  @Range(least = 1, most = Range.MOST_THREADS)
  @Option(
      names = "--threads",
      order = 201,
      paramLabel = "N",
      description = "Threads that compute (default: every processor; scalar has one).")
  private Integer threads;

  /** Processes of one training on this machine, which share its processors. */
  private int processes = 1;

  /** What starts them, and their options, to be given again. */
  private List<String> starter = List.of();

  private List<String> ofProcesses = List.of();

  @Option(
      names = "--backend",
      order = 202,
      paramLabel = "NAME",
      completionCandidates = BackendNames.class,
      defaultValue = "auto",
      description =
          "auto, simd, scalar, or cublas for matrix products on an NVIDIA GPU; auto never takes"
              + " cublas (default: ${DEFAULT-VALUE}).")
  void backend(String value) {
    if (!Backends.isKnown(value)) {
      throw new UsageException(
          spec,
          "--backend must be one of " + String.join(", ", Backends.names()) + ", found " + value);
    }
    backend = value;
  }

  /** For shell completion. */
  static final class BackendNames implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Backends.names().iterator();
    }
  }

  /**
   * Shares the machine's processors among several processes.
   *
   * @param count how many, this one included
   * @param start words that start them, before the program's own
   * @param options that say so, to be given again with these
   */
  public void sharedBy(int count, List<String> start, List<String> options) {
    processes = count;
    starter = List.copyOf(start);
    ofProcesses = List.copyOf(options);
  }

  /** Threads asked for, or as many as there are processors for this process. */
  public int threads() {
    return threads == null
        ? Math.max(1, Runtime.getRuntime().availableProcessors() / processes)
        : threads;
  }

  /**
   * Starts the backend; the taker closes it.
   *
   * @param err where a warning goes if a slower backend had to be taken
   */
  public BackendChoice start(PrintWriter err) {
    if (threads != null && threads > Backends.mostThreads(backend)) {
      throw new UsageException(
          spec, "--threads " + threads + ": the " + backend + " backend has one thread");
    }
    if (tf32 && !takersOfTf32().contains(backend)) {
      throw new UsageException(
          spec,
          "--tf32 is for --backend "
              + String.join(" or ", takersOfTf32())
              + ", found --backend "
              + backend);
    }
    int team = threads == null ? Math.min(threads(), Backends.mostThreads(backend)) : threads;
    BackendChoice choice = Backends.lookup(backend, team, tf32 ? Set.of(TF32) : Set.of());
    if (choice.fallback()) {
      Terminal.complain(err, "warning: " + choice.reason());
    }
    return choice;
  }

  private static List<String> takersOfTf32() {
    return Backends.further().stream()
        .filter(provider -> provider.switches().contains(TF32))
        .map(BackendProvider::name)
        .toList();
  }

  /** The words that start the program. */
  public List<String> program() {
    List<String> words = new ArrayList<>(starter);
    words.add(System.getProperty("capstan.command", "capstan"));
    return words;
  }

  /** These options as they were given, to be given again. */
  public List<String> asGiven() {
    List<String> words = new ArrayList<>(GivenOptions.of(spec, MachineOptions.class, path -> path));
    words.addAll(ofProcesses);
    return words;
  }
}
