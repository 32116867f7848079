package capstan.mnist.cli;

import capstan.core.backend.BackendChoice;
import capstan.core.backend.BackendUnavailableException;
import capstan.core.backend.Backends;
import capstan.core.cublas.CublasSettings;
import capstan.core.cublas.CublasUnavailableException;
import capstan.core.kernel.Backend;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Options that say what computes; results do not depend on them but for the last bits. */
final class MachineOptions {
  private static final List<String> BACKENDS = List.of("auto", "simd", "scalar", "cublas");

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
    if (tf32 && !backend.equals("cublas")) {
      throw usage("--tf32 is for --backend cublas, found --backend " + backend);
    }
    if (tf32) {
      Backend rounding = Backends.cublas(threads(), cublasSettings().withTf32(true));
      return new BackendChoice(rounding, rounding.description(), false);
    }
    BackendChoice choice =
        threads == null ? Backends.lookup(backend) : Backends.lookup(backend, threads);
    if (choice.fallback()) {
      err.println(Terminal.complaint("warning: " + choice.reason()));
      err.flush();
    }
    return choice;
  }

  private static CublasSettings cublasSettings() {
    try {
      return CublasSettings.fromProperties();
    } catch (CublasUnavailableException malformedProperty) {
      throw new BackendUnavailableException(malformedProperty.getMessage());
    }
  }

  /** These options as they were given, to be given again. */
  List<String> asGiven() {
    return GivenOptions.of(spec, MachineOptions.class, path -> path);
  }
}
