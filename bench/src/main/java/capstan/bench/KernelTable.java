package capstan.bench;

import static capstan.bench.goal.GoalTable.number;

import capstan.bench.measure.Limits;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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

/** {@code capstan bench --kernels}: a short measurement of every kernel on both backends. */
final class KernelTable {
  /** JMH asks the JVM for field offsets in a way that it warns about. */
  private static final String QUIET = "--sun-misc-unsafe-memory-access=allow";

  private KernelTable() {}

  /**
   * The rows whose name contains a text.
   *
   * @param text in any case
   */
  static List<Row> rows(String text) {
    return Row.ALL.stream()
        .filter(row -> row.label().toLowerCase(Locale.ROOT).contains(text.toLowerCase(Locale.ROOT)))
        .toList();
  }

  /**
   * Measures rows and prints them.
   *
   * @param out where to
   * @param team threads of the SIMD backend
   * @param rows which
   * @param simdOnly whether to leave out the scalar backend
   * @throws RunnerException if JMH cannot run one
   */
  static void print(PrintWriter out, int team, List<Row> rows, boolean simdOnly)
      throws RunnerException {
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
    print(out, limits, team, measured);
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

  private static void print(PrintWriter out, Limits limits, int team, List<Measured> measured) {
    out.printf("%nThis machine, %s%n%n", limits.describe(team));
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
            + " batch.%nGFLOP/s of convolutions count a direct convolution's operations:"
            + " transforms need fewer,%nso more than 100 %% of the limit is possible. So it"
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
}
