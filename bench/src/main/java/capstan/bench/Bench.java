package capstan.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code capstan bench}: a short measurement of every kernel on both backends, as one table. */
@Command(
    name = "capstan bench",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {
      "Measures the project's goals beside the machine's own limits, in two minutes; with --kernels"
          + " every kernel on the scalar and the SIMD backend.",
      "For a thorough run use JMH itself: java --add-modules jdk.incubator.vector -jar"
          + " bench/target/benchmarks.jar"
    })
public final class Bench implements Callable<Integer> {
  /** JMH asks the JVM for field offsets in a way that it warns about. */
  private static final String QUIET = "--sun-misc-unsafe-memory-access=allow";

  @Spec private CommandSpec spec;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "threads of the SIMD backend; default: one a processor")
  private Integer threads;

  @Option(
      names = "--only",
      paramLabel = "TEXT",
      description = "only the rows whose name contains this text, such as PrimaryCaps")
  private String only = "";

  @Option(names = "--simd-only", description = "leave out the scalar backend, which takes longest")
  private boolean simdOnly;

  @Option(
      names = "--peers",
      description =
          "instead, measure PyTorch and OpenBLAS beside ours, in turn; the first time they are"
              + " downloaded")
  private boolean peers;

  @Option(
      names = "--kernels",
      description =
          "measure every kernel on both backends instead of the goals; so do --only and"
              + " --simd-only")
  private boolean kernels;

  @Option(
      names = "--launches",
      arity = "0..1",
      fallbackValue = "20",
      paramLabel = "N",
      description =
          "instead, train a few steps in each of N new JVMs (default: ${FALLBACK-VALUE}) and look"
              + " for one that is slow")
  private Integer launches;

  /** Made by picocli. */
  public Bench() {}

  /**
   * Runs the command.
   *
   * @param arguments the command line after {@code capstan bench}
   */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Bench()).execute(arguments));
  }

  @Override
  public Integer call() throws RunnerException, IOException {
    if (threads != null && threads < 1) {
      throw new ParameterException(
          spec.commandLine(), "--threads must be at least 1, found " + threads);
    }
    int team = threads == null ? Runtime.getRuntime().availableProcessors() : threads;
    if (peers) {
      return comparePeers(team);
    }
    if (launches != null) {
      return compareLaunches(team);
    }
    if (!kernels && only.isEmpty() && !simdOnly) {
      Goals.print(System.out, team);
      return 0;
    }
    List<Row> rows =
        Row.ALL.stream()
            .filter(
                row -> row.label().toLowerCase(Locale.ROOT).contains(only.toLowerCase(Locale.ROOT)))
            .toList();
    if (rows.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "--only: no row's name contains \"" + only + "\"");
    }
    Limits limits = Limits.measure(team);
    List<Measured> measured = new ArrayList<>();
    try (ProgressBar progress = progress(rows.size())) {
      for (Row row : rows) {
        progress.setExtraMessage(row.label());
        double simd = rate(row, "simd", team);
        double scalar = simdOnly ? Double.NaN : rate(row, "scalar", 1);
        measured.add(new Measured(row, scalar, simd));
        progress.step();
      }
    }
    print(limits, team, measured);
    return 0;
  }

  private int comparePeers(int team) {
    try {
      return Peers.run(team);
    } catch (IllegalStateException failure) {
      spec.commandLine().getErr().println("capstan bench: " + failure.getMessage());
      return 1;
    }
  }

  private int compareLaunches(int team) throws IOException {
    if (launches < 1) {
      throw new ParameterException(
          spec.commandLine(), "--launches must be at least 1, found " + launches);
    }
    try {
      return Launches.run(spec.commandLine().getOut(), launches, team);
    } catch (IllegalStateException failure) {
      spec.commandLine().getErr().println("capstan bench: " + failure.getMessage());
      return 1;
    }
  }

  private record Measured(Row row, double scalar, double simd) {}

  private static ProgressBar progress(int rows) {
    return new ProgressBarBuilder()
        .setTaskName("bench")
        .setInitialMax(rows)
        .setStyle(ProgressBarStyle.ASCII)
        .build();
  }

  private static double rate(Row row, String backend, int threads) throws RunnerException {
    Map<String, String> arguments = new HashMap<>(row.arguments());
    if (backend.equals("scalar")) {
      arguments.putAll(row.scalarArguments());
    }
    boolean scalar = backend.equals("scalar");
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include("capstan\\.bench\\." + row.method().replace(".", "\\.") + "$")
            .verbosity(VerboseMode.SILENT)
            .forks(1)
            .jvmArgsAppend("-Xmx6g", QUIET)
            .warmupIterations(scalar ? 1 : 3)
            .warmupTime(TimeValue.milliseconds(scalar ? 200 : 500))
            .measurementIterations(scalar ? 2 : 5)
            .measurementTime(TimeValue.milliseconds(200))
            .param("backend", backend)
            .param("threads", Integer.toString(threads));
    arguments.forEach(options::param);
    for (RunResult result : new Runner(options.build()).run()) {
      for (String counter : result.getSecondaryResults().keySet()) {
        if (counter.endsWith(row.counter())) {
          Result<?> rate = result.getSecondaryResults().get(counter);
          return rate.getStatistics().getPercentile(50);
        }
      }
    }
    return Double.NaN;
  }

  private void print(Limits limits, int team, List<Measured> measured) {
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        Locale.ROOT,
        "%nThis machine, %d thread%s: %.0f GFLOP/s of multiply-adds in registers, %.1f GB/s of"
            + " memory%n%n",
        team,
        team == 1 ? "" : "s",
        limits.gflops(),
        limits.gigabytes());
    out.printf(
        Locale.ROOT,
        "%-45s %-9s %10s %10s %8s %9s%n",
        "",
        "unit",
        "scalar",
        "simd",
        "ratio",
        "of limit");
    for (Measured each : measured) {
      out.printf(
          Locale.ROOT,
          "%-45s %-9s %10s %10s %8s %9s%n",
          each.row.label(),
          each.row.unit(),
          number(each.scalar),
          number(each.simd),
          Double.isNaN(each.scalar) ? "" : number(each.simd / each.scalar) + "x",
          ofLimit(each, limits));
    }
    out.printf(
        "%nscalar: one thread, plain loops; convolutions, DigitCaps and whole steps at a smaller"
            + " batch.%nGFLOP/s of convolutions count a direct convolution's operations: the"
            + " frequency domain needs fewer,%nso more than 100 %% of the limit is possible. So it"
            + " is for GB/s of what fits the caches.%n");
    out.flush();
  }

  private static String ofLimit(Measured each, Limits limits) {
    return switch (each.row.counter()) {
      case "GFLOP" -> String.format(Locale.ROOT, "%.0f %%", 100 * each.simd / limits.gflops());
      case "GB" -> String.format(Locale.ROOT, "%.0f %%", 100 * each.simd / limits.gigabytes());
      default -> "";
    };
  }

  private static String number(double value) {
    if (Double.isNaN(value)) {
      return "";
    }
    return String.format(Locale.ROOT, value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%,.0f", value);
  }
}
