package capstan.mnist.cli;

import capstan.core.backend.BackendChoice;
import capstan.core.backend.Backends;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Options that say what computes; results do not depend on them but for the last bits. */
final class MachineOptions {
  private static final List<String> BACKENDS = List.of("auto", "simd", "scalar");

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  private Integer threads;
  private String backend = "auto";

  @Option(
      names = "--threads",
      order = 201,
      paramLabel = "N",
      description = "Threads that compute (default: every processor; scalar has one).")
  void threads(int value) {
    if (value < 1) {
      throw usage("--threads must be at least 1, found " + value);
    }
    threads = value;
  }

  @Option(
      names = "--backend",
      order = 202,
      paramLabel = "NAME",
      completionCandidates = BackendNames.class,
      defaultValue = "auto",
      description = "auto, simd or scalar (default: ${DEFAULT-VALUE}).")
  void backend(String value) {
    if (!BACKENDS.contains(value)) {
      throw usage("--backend must be one of " + String.join(", ", BACKENDS) + ", found " + value);
    }
    backend = value;
  }

  /** For shell completion. */
  static final class BackendNames implements Iterable<String> {
    @Override
    public java.util.Iterator<String> iterator() {
      return BACKENDS.iterator();
    }
  }

  private CommandLine.ParameterException usage(String message) {
    return new CommandLine.ParameterException(spec.commandLine(), message);
  }

  /** Threads asked for, or as many as there are processors. */
  int threads() {
    return threads == null ? Runtime.getRuntime().availableProcessors() : threads;
  }

  /**
   * Starts the backend; the taker closes it.
   *
   * @param err where a warning goes if a slower backend had to be taken
   */
  BackendChoice start(PrintWriter err) {
    if (backend.equals("scalar") && threads != null && threads > 1) {
      throw usage("--threads " + threads + ": the scalar backend has one thread");
    }
    BackendChoice choice =
        threads == null ? Backends.lookup(backend) : Backends.lookup(backend, threads);
    if (choice.fallback()) {
      err.println("capstan: warning: " + choice.reason());
      err.flush();
    }
    return choice;
  }

  /** These options as they were given, to be given again. */
  List<String> asGiven() {
    List<String> words = new java.util.ArrayList<>();
    if (threads != null) {
      words.addAll(List.of("--threads", threads.toString()));
    }
    if (!backend.equals("auto")) {
      words.addAll(List.of("--backend", backend));
    }
    return words;
  }
}
