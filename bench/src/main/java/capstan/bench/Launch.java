package capstan.bench;

import capstan.bench.measure.Footprint;
import capstan.bench.measure.Network;
import capstan.bench.measure.Stopwatch;
import capstan.capsnet.network.CapsNetConfiguration;
import capstan.capsnet.network.CapsNetPresets;
import capstan.capsnet.network.RoutingGradient;
import capstan.capsnet.rehearsal.Rehearsal;
import capstan.core.backend.Backends;
import capstan.core.jit.KernelCheck;
import capstan.core.jit.KernelReport;
import capstan.core.kernel.Backend;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What one launch of the JVM made of a training.
 *
 * @param rate images per second, from the median step
 * @param bytes allocated a step
 * @param warning of the kernel check; empty if it found nothing
 */
record Launch(double rate, long bytes, String warning) {
  private static final int BATCH = 128;
  private static final int WARM_SECONDS = 6;
  private static final int WARM_STEPS = 30;
  private static final int STEPS = 20;
  private static final int PATIENCE_MILLISECONDS = 2000;
  private static final Pattern LINE =
      Pattern.compile("launch: (\\d+\\.\\d+) images/s, (\\d+) bytes, check: (.*)");

  /**
   * The child process: starts as {@code train} does, trains, checks the kernels, and prints one
   * line to standard error; standard output is the JVM's.
   *
   * @param arguments the number of threads
   */
  public static void main(String[] arguments) {
    try (Backend backend = Backends.simd(Integer.parseInt(arguments[0]))) {
      Rehearsal rehearsal = Rehearsal.start(CapsNetPresets.paper(), backend);
      Network network = new Network(backend, BATCH, RoutingGradient.LAST_ROUND);
      rehearsal.finish();
      long warm = System.nanoTime() + WARM_SECONDS * 1_000_000_000L;
      for (int k = 0; k < WARM_STEPS || System.nanoTime() < warm; k++) {
        network.step();
      }
      double[] times = new double[STEPS];
      Footprint.allocatedBytes();
      long bytes = Footprint.allocatedBytes();
      for (int k = 0; k < STEPS; k++) {
        long start = System.nanoTime();
        network.step();
        times[k] = (System.nanoTime() - start) / 1e6;
      }
      bytes = (Footprint.allocatedBytes() - bytes) / STEPS;
      Arrays.sort(times);
      try (KernelCheck check =
          KernelCheck.training(backend, CapsNetConfiguration.KERNEL_SHAPES).orElseThrow()) {
        KernelReport report = check.settle(PATIENCE_MILLISECONDS);
        double rate = 1e3 * BATCH / Stopwatch.percentile(times, 50);
        System.err.println(new Launch(rate, bytes, report.warning().orElse("")).line());
      }
    }
  }

  /** As the child prints it. */
  String line() {
    return String.format(
        Locale.ROOT, "launch: %.1f images/s, %d bytes, check: %s", rate, bytes, warning);
  }

  /** What a child printed, if the line is its result. */
  static Optional<Launch> parse(String line) {
    Matcher matcher = LINE.matcher(line);
    return matcher.find()
        ? Optional.of(
            new Launch(
                Double.parseDouble(matcher.group(1)),
                Long.parseLong(matcher.group(2)),
                matcher.group(3)))
        : Optional.empty();
  }
}
