package capstan.bench;

import capstan.bench.measure.ChildJvm;
import capstan.bench.measure.Spread;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Trains in one new JVM after the other. Which kernels the JVM compiles, when, and with what
 * profile differs from launch to launch; a kernel that comes out badly in one of ten shows only so.
 *
 * <p>A launch is bad if its rate is below {@value #SLOW} of the median, if it allocates more than
 * {@value #BYTES} bytes per step, if the kernel check warns, or if a compiler gave up one of
 * Capstan's methods.
 */
final class Launches {
  static final double SLOW = 0.7;
  static final long BYTES = 1 << 20;

  private final List<Launch> launches = new ArrayList<>();
  private final List<CompilationLog> logs = new ArrayList<>();

  /**
   * Runs the launches and prints a line for each, then a summary.
   *
   * @param out where to
   * @param count how many launches
   * @param threads of each
   * @return 0, or 1 if a launch is bad
   * @throws IllegalStateException if a child process fails; the message is one line
   */
  static int run(PrintWriter out, int count, int threads) throws IOException {
    Launches all = new Launches();
    for (int k = 0; k < count; k++) {
      out.printf("launch %2d of %d: ", k + 1, count);
      out.flush();
      all.start(threads);
      out.println(all.describe(k));
      out.flush();
    }
    List<String> bad = bad(all.launches, all.logs);
    out.println(summary(all.launches));
    bad.forEach(out::println);
    out.flush();
    return bad.isEmpty() ? 0 : 1;
  }

  private String describe(int k) {
    Launch launch = launches.get(k);
    CompilationLog log = logs.get(k);
    StringBuilder line = new StringBuilder();
    line.append(
        String.format(
            Locale.ROOT, "%6.0f images/s, %,d bytes per step, ", launch.rate(), launch.bytes()));
    line.append(launch.warning().isEmpty() ? "kernels compiled" : launch.warning());
    log.skipped().forEach(skipped -> line.append("; ").append(skipped));
    if (!log.withdrawn().isEmpty()) {
      line.append("; withdrawn: ").append(String.join(", ", log.withdrawn()));
    }
    return line.toString();
  }

  /** Median, slowest and their ratio. */
  static String summary(List<Launch> launches) {
    double median = median(launches);
    double slowest = launches.stream().mapToDouble(Launch::rate).min().orElse(Double.NaN);
    return String.format(
        Locale.ROOT,
        "%d launches: median %.0f images/s, slowest %.0f, which is %.0f %% of it",
        launches.size(),
        median,
        slowest,
        100 * slowest / median);
  }

  /** Why launches are bad, one line for each that is. */
  static List<String> bad(List<Launch> launches, List<CompilationLog> logs) {
    double median = median(launches);
    List<String> lines = new ArrayList<>();
    for (int k = 0; k < launches.size(); k++) {
      Launch launch = launches.get(k);
      List<String> reasons = new ArrayList<>();
      if (launch.rate() < SLOW * median) {
        reasons.add(String.format(Locale.ROOT, "below %.0f %% of the median", 100 * SLOW));
      }
      if (launch.bytes() > BYTES) {
        reasons.add(String.format(Locale.ROOT, "%,d bytes allocated a step", launch.bytes()));
      }
      if (!launch.warning().isEmpty()) {
        reasons.add("a kernel in a slow tier");
      }
      if (!logs.get(k).skipped().isEmpty()) {
        reasons.add("a compiler gave up");
      }
      if (!reasons.isEmpty()) {
        lines.add("bad: launch " + (k + 1) + ": " + String.join(", ", reasons));
      }
    }
    return lines;
  }

  private static double median(List<Launch> launches) {
    return Spread.of(launches.stream().mapToDouble(Launch::rate).toArray()).median();
  }

  private void start(int threads) throws IOException {
    List<String> command =
        ChildJvm.command(List.of("-XX:+PrintCompilation"), Launch.class, Integer.toString(threads));
    Path log = Files.createTempFile("capstan-launch", ".log");
    Process process = null;
    try {
      process = new ProcessBuilder(command).redirectOutput(log.toFile()).start();
      String errors = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
      int status = process.waitFor();
      Optional<Launch> launch =
          errors.lines().flatMap(line -> Launch.parse(line).stream()).findFirst();
      if (status != 0 || launch.isEmpty()) {
        throw new IllegalStateException(
            "a launch ended with status "
                + status
                + ": "
                + errors.strip().lines().reduce("", (before, line) -> line));
      }
      launches.add(launch.get());
      logs.add(new CompilationLog(Files.readAllLines(log, StandardCharsets.ISO_8859_1)));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", interrupted);
    } finally {
      if (process != null) {
        process.destroy();
      }
      Files.delete(log);
    }
  }
}
