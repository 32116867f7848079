package capstan.bench;

import capstan.core.CounterRandom;
import capstan.core.Tensor;
import capstan.core.Workspace;
import capstan.core.backend.Backends;
import capstan.core.kernel.AdamUpdate;
import capstan.core.kernel.Backend;
import capstan.core.kernel.ConvolutionGeometry;
import capstan.core.kernel.ConvolutionPlan;
import capstan.core.kernel.RoutingGeometry;
import capstan.core.kernel.RoutingPlan;
import capstan.mnist.model.RoutingGradient;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/**
 * The project's goals, each measured beside the limit that physics sets it. Times are medians. What
 * needs other options of the JVM is measured by a child process, which prints its own lines.
 */
final class Goals {
  private static final double SECONDS = 1.5;
  private static final int PARAMETERS = 8_215_568;

  /** Vector multiplications of the 10x10 transform for each pair of channels, in all bins. */
  private static final double FOURIER_MULTIPLICATIONS = 592;

  private final PrintStream out;
  private final int threads;
  private final Limits limits;
  private long taken;

  private Goals(PrintStream out, int threads) {
    this.out = out;
    this.threads = threads;
    limits = Limits.measure(threads);
  }

  /**
   * Measures everything and prints the table, in about two minutes.
   *
   * @param out where to
   * @param threads of the simd backend
   */
  static void print(PrintStream out, int threads) throws IOException {
    Goals goals = new Goals(out, threads);
    out.printf(
        "%d threads: %.0f GFLOP/s of multiply-adds in registers, %.1f GB/s of memory%n%n",
        threads, goals.limits.gflops(), goals.limits.gigabytes());
    Goal.head(out);
    goals.steps();
    try (Backend backend = Backends.simd(threads)) {
      goals.primaryCaps(backend, "Fourier", 34, 31, 31);
    }
    goals.child("direct", "-Dcapstan.convolution=direct");
    try (Backend backend = Backends.simd(threads)) {
      goals.gemm(backend, "");
      goals.digitCaps(backend);
      goals.conv1(backend);
      goals.adam(backend);
    }
    goals.child("avx2", "-XX:UseAVX=2");
    out.printf(
        "%nTo the first step, an epoch, memory: ./capstan train --data FOLDER --epochs 1, under"
            + " /usr/bin/time -v.%n");
  }

  /**
   * A child's part.
   *
   * @param arguments the part, and the number of threads
   */
  public static void main(String[] arguments) {
    Goals goals = new Goals(System.out, Integer.parseInt(arguments[1]));
    try (Backend backend = Backends.simd(goals.threads)) {
      if (arguments[0].equals("direct")) {
        goals.primaryCaps(backend, "direct", Double.NaN, Double.NaN, Double.NaN);
      } else {
        goals.gemm(backend, ", AVX2");
      }
    }
  }

  private void child(String part, String option) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(System.getProperty("java.home") + File.separator + "bin" + File.separator + "java");
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(
        List.of(
            option,
            "-cp",
            System.getProperty("java.class.path"),
            Goals.class.getName(),
            part,
            Integer.toString(threads)));
    out.flush();
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.INHERIT)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      if (process.waitFor() != 0) {
        out.println(part + ": the child process failed");
      }
    } catch (InterruptedException interrupted) {
      process.destroy();
      Thread.currentThread().interrupt();
    }
  }

  private void steps() {
    try (Backend backend = Backends.simd(threads)) {
      Network last = new Network(backend, 128, RoutingGradient.LAST_ROUND);
      double step = Stopwatch.median(last::step, 2 * SECONDS);
      rate("whole step, gradient of the last round", "images/s", 900, 128e3 / step);
      footprint(last);
      rate(
          "inference, batch 128",
          "images/s",
          3500,
          128e3 / Stopwatch.median(last::classify, SECONDS));
    }
    step("whole step, gradient of all rounds", 800, 128, RoutingGradient.ALL_ROUNDS);
    step("whole step, batch 64", 800, 64, RoutingGradient.LAST_ROUND);
    step("whole step, batch 32", 600, 32, RoutingGradient.LAST_ROUND);
    try (Backend backend = Backends.simd(threads)) {
      Network one = new Network(backend, 1, RoutingGradient.LAST_ROUND);
      double[] times = Stopwatch.times(one::classify, SECONDS, 1000);
      Goal.time(out, "one image, median", 1.2, Stopwatch.percentile(times, 50), Double.NaN);
      Goal.time(out, "one image, 99th percentile", 2, Stopwatch.percentile(times, 99), Double.NaN);
    }
    scalar();
  }

  private void step(String label, double goal, int batch, RoutingGradient gradient) {
    try (Backend backend = Backends.simd(threads)) {
      Network network = new Network(backend, batch, gradient);
      rate(label, "images/s", goal, 1e3 * batch / Stopwatch.median(network::step, SECONDS));
    }
  }

  private void scalar() {
    double simd;
    try (Backend backend = Backends.simd(threads)) {
      Network network = new Network(backend, 2, RoutingGradient.LAST_ROUND);
      simd = Stopwatch.median(network::step, SECONDS / 2);
    }
    try (Backend backend = Backends.scalar()) {
      Network network = new Network(backend, 2, RoutingGradient.LAST_ROUND);
      double scalar = Stopwatch.median(network::step, SECONDS / 2);
      rate("simd over scalar, whole step, batch 2", "x", Double.NaN, scalar / simd);
    }
  }

  private void footprint(Network network) {
    int steps = 20;
    // Reading either allocates, so bytes are read closest to the steps.
    Footprint.allocatedBytes();
    long faults = Footprint.pageFaults();
    long bytes = Footprint.allocatedBytes();
    for (int k = 0; k < steps; k++) {
      network.step();
    }
    double allocated = (double) (Footprint.allocatedBytes() - bytes) / steps;
    rate("allocated a step (goal 0)", "bytes", Double.NaN, allocated);
    double touched = (double) (Footprint.pageFaults() - faults) / steps;
    rate("page faults a step (goal 0)", "pages", Double.NaN, touched);
  }

  private void rate(String label, String unit, double goal, double measured) {
    Goal.rate(out, label, unit, goal, measured, Double.NaN);
  }

  private void primaryCaps(
      Backend backend, String name, double forward, double toInput, double toWeights) {
    ConvolutionGeometry geometry = ConvolutionBenchmark.geometry("primaryCaps", 128);
    Passes passes = new Passes(backend, geometry);
    double multiplyAdds =
        name.equals("Fourier")
            ? 2.0 * 128 * geometry.inChannels() * geometry.outChannels() * FOURIER_MULTIPLICATIONS
            : geometry.flops();
    double limit = multiplyAdds / limits.gflops() / 1e6;
    passes.measure();
    Goal.time(out, "PrimaryCaps forward, " + name, forward, passes.forward(), limit);
    Goal.time(out, "PrimaryCaps to input, " + name, toInput, passes.toInput(), limit);
    Goal.time(out, "PrimaryCaps to weights, " + name, toWeights, passes.toWeights(), limit);
  }

  private void conv1(Backend backend) {
    ConvolutionGeometry geometry = ConvolutionBenchmark.geometry("conv1", 128);
    Passes passes = new Passes(backend, geometry);
    double limit = 2 * geometry.flops() / limits.gflops() / 1e6;
    passes.measure();
    double both = passes.forward() + passes.toWeights();
    Goal.time(out, "Conv1 forward + to weights", 14, both, limit);
  }

  /** The three passes in the order of a step, so that each finds what the ones before left. */
  private final class Passes {
    private static final int STEPS = 12;
    private final ConvolutionPlan plan;
    private final ConvolutionGeometry geometry;
    private final Tensor x;
    private final Tensor weight;
    private final Tensor bias;
    private final Tensor y;
    private final Tensor dx;
    private final Tensor dWeight;
    private final double[][] times = new double[3][STEPS];

    Passes(Backend backend, ConvolutionGeometry geometry) {
      this.geometry = geometry;
      plan = backend.convolution().plan(geometry, new Workspace());
      int batch = geometry.batch();
      x = random(batch, geometry.height(), geometry.width(), geometry.inChannels());
      dx = random(batch, geometry.height(), geometry.width(), geometry.inChannels());
      weight = random(9, 9, geometry.inChannels(), geometry.outChannels());
      dWeight = random(9, 9, geometry.inChannels(), geometry.outChannels());
      bias = random(geometry.outChannels());
      y = random(batch, geometry.outHeight(), geometry.outWidth(), geometry.outChannels());
    }

    void measure() {
      boolean toInput = geometry.inChannels() > 1;
      for (int step = -6; step < STEPS; step++) {
        int row = Math.max(0, step);
        long start = System.nanoTime();
        plan.forward(x, weight, bias, y);
        long forward = System.nanoTime();
        if (toInput) {
          plan.backwardInput(y, weight, dx);
        }
        long input = System.nanoTime();
        plan.backwardWeight(x, y, dWeight);
        long end = System.nanoTime();
        times[0][row] = (forward - start) / 1e6;
        times[1][row] = (input - forward) / 1e6;
        times[2][row] = (end - input) / 1e6;
      }
      for (double[] each : times) {
        java.util.Arrays.sort(each);
      }
    }

    double forward() {
      return Stopwatch.percentile(times[0], 50);
    }

    double toInput() {
      return Stopwatch.percentile(times[1], 50);
    }

    double toWeights() {
      return Stopwatch.percentile(times[2], 50);
    }
  }

  private void gemm(Backend backend, String suffix) {
    int[][] shapes = {
      {512, 512, 512}, {1024, 1024, 1024}, {2048, 2048, 2048},
      {128, 512, 160}, {128, 1024, 512}, {128, 784, 1024}
    };
    for (int[] shape : shapes) {
      int m = shape[0];
      int n = shape[1];
      int k = shape[2];
      Tensor a = random(m, k);
      Tensor b = random(k, n);
      Tensor c = random(m, n);
      double time =
          Stopwatch.median(() -> backend.gemm().multiply(a, false, b, false, c), SECONDS / 2);
      Goal.rate(
          out,
          "GEMM " + m + "x" + n + "x" + k + suffix,
          "GFLOP/s",
          0.85 * limits.gflops(),
          2e-6 * m * n * k / time,
          limits.gflops());
    }
  }

  private void digitCaps(Backend backend) {
    for (boolean all : new boolean[] {false, true}) {
      RoutingPlan plan =
          backend
              .routing()
              .plan(new RoutingGeometry(128, 1152, 8, 10, 16, 3, all, 1e-12f), new Workspace());
      Tensor u = random(128, 1152, 8);
      Tensor w = random(1152, 10, 16, 8);
      Tensor v = random(128, 10, 16);
      Tensor dv = random(128, 10, 16);
      Tensor du = random(128, 1152, 8);
      Tensor dw = random(1152, 10, 16, 8);
      double time =
          Stopwatch.median(
              () -> {
                plan.forward(u, w, null, v);
                plan.backward(u, w, null, dv, du, dw, null);
              },
              SECONDS);
      String rounds = all ? "all rounds" : "the last round";
      Goal.time(out, "DigitCaps, gradient of " + rounds, all ? 25 : 11, time, Double.NaN);
    }
  }

  private void adam(Backend backend) {
    Tensor parameter = random(PARAMETERS);
    Tensor gradient = random(PARAMETERS);
    Tensor first = random(PARAMETERS);
    Tensor second = random(PARAMETERS);
    backend.pointwise().multiply(second, second, second);
    AdamUpdate.Settings settings = new AdamUpdate.Settings(0.9f, 0.999f, 1e-8f);
    double time =
        Stopwatch.median(
            () -> backend.adam().update(parameter, gradient, first, second, settings, 1e-3f, 10),
            SECONDS);
    // Four arrays are read and three written.
    Goal.time(out, "Adam", 6, time, 28e-6 * PARAMETERS / limits.gigabytes());
  }

  private Tensor random(int... extents) {
    Tensor tensor = Tensor.zeros(extents);
    CounterRandom random = new CounterRandom(1, taken++);
    for (int k = 0; k < tensor.elements(); k++) {
      tensor.array()[tensor.offset() + k] = (float) (random.uniform(k) - 0.5);
    }
    return tensor;
  }
}
