package capstan.bench.gpu;

import capstan.bench.measure.Spread;
import capstan.bench.measure.Stopwatch;
import capstan.capsnet.data.Dataset;
import capstan.capsnet.data.DrawnDigits;
import capstan.capsnet.idx.MnistFolder;
import capstan.capsnet.network.CapsNetConfiguration;
import capstan.capsnet.network.CapsNetPresets;
import capstan.core.backend.BackendUnavailableException;
import capstan.core.backend.Backends;
import capstan.core.kernel.Backend;
import capstan.cublas.CublasBackend;
import capstan.cublas.CublasDevice;
import capstan.cublas.CublasSettings;
import capstan.cublas.CublasSettings.Placement;
import capstan.cublas.DeviceTimes;
import capstan.cublas.driver.CublasException;
import capstan.mnist.argument.Arguments;
import capstan.mnist.argument.Range;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Trains on the GPU and on the processor, side by side, and says what came of it. */
@Command(
    name = "gpu-check",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {
      "Trains the same network with cuBLAS and with the SIMD backend: compares the losses, measures"
          + " images/s in turns, splits a step's time, and watches the device's memory.",
      "Exit status 1 if the losses part, nothing reaches the GPU or memory grows; speed is only"
          + " reported."
    })
public final class GpuCheck implements Callable<Integer> {
  private static final double TOLERANCE = 1e-3;
  private static final double GOAL = 2;

  @Spec private CommandSpec spec;

  @Option(names = "--data", description = "folder with MNIST's files; default: drawn digits")
  private Path data;

  @Range(least = 1, most = Range.MOST_AT_A_TIME)
  @Option(names = "--batch", description = "images of a step (default: ${DEFAULT-VALUE})")
  private int batch = 128;

  @Range(least = 1, most = Range.MOST_THREADS)
  @Option(names = "--threads", description = "threads of both backends; default: every processor")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Range(least = 1, most = 1_000_000)
  @Option(names = "--loss-steps", description = "steps compared (default: ${DEFAULT-VALUE})")
  private int lossSteps = 200;

  @Range(least = 1, most = 10_000)
  @Option(names = "--rounds", description = "rounds measured (default: ${DEFAULT-VALUE})")
  private int rounds = 5;

  @Range(least = 1, most = 1_000_000)
  @Option(names = "--round-steps", description = "steps of a round (default: ${DEFAULT-VALUE})")
  private int roundSteps = 20;

  @Range(least = 1, most = 1_000_000)
  @Option(
      names = "--memory-steps",
      description = "steps over which memory must not grow (default: ${DEFAULT-VALUE})")
  private int memorySteps = 1000;

  @Option(
      names = "--small",
      description = "a small network, every product on the GPU: to try this check itself")
  private boolean small;

  private final DeviceTimes times = new DeviceTimes();
  private CublasSettings settings;
  private Dataset digits;

  /** Made by {@link #main}. */
  GpuCheck() {}

  /**
   * Runs the check.
   *
   * @param arguments see {@code --help}
   */
  public static void main(String... arguments) {
    System.exit(commandLine().execute(arguments));
  }

  /** The command line, which reports what is wrong in one line. */
  public static CommandLine commandLine() {
    CommandLine command = Arguments.install(new CommandLine(new GpuCheck()));
    return command.setExecutionExceptionHandler(
        (failure, line, parsed) -> {
          if (failure instanceof BackendUnavailableException
              || failure instanceof CublasException
              || failure instanceof IOException) {
            System.err.println("gpu-check: " + failure.getMessage());
            return 1;
          }
          throw failure;
        });
  }

  @Override
  public Integer call() throws IOException {
    settings = CublasSettings.fromProperties();
    if (small) {
      settings = settings.withPlacement(Placement.DEVICE);
    }
    CublasDevice device = CublasDevice.look(settings);
    print("device: %s, %.1f TFLOP/s in float32", device.describe(), device.gigaflops() * 1e-3);
    digits = data == null ? DrawnDigits.dataset(6400, 10, 1, threads) : MnistFolder.read(data);
    if (batch > digits.train().count()) {
      throw new ParameterException(
          spec.commandLine(),
          "--batch: %d images, and there are %d to train on"
              .formatted(batch, digits.train().count()));
    }
    print("data: %s, batch %d, %d threads", digits.origin(), batch, threads);
    boolean good = compareLosses();
    measureSpeed();
    good &= splitAndWatch(device);
    print(good ? "GOOD" : "NOT GOOD: see above");
    return good ? 0 : 1;
  }

  private CapsNetConfiguration network() {
    return small
        ? CapsNetPresets.paper()
            .with("conv1-kernels", 16)
            .with("conv1-stride", 2)
            .with("primary-types", 4)
            .with("primary-size", 5)
            .with("decoder-hidden", List.of(32))
        : CapsNetPresets.paper();
  }

  private StepLoop loop(Backend backend) {
    return new StepLoop(backend, network(), digits, batch);
  }

  private boolean compareLosses() {
    double worst = 0;
    int at = 0;
    times.reset();
    try (StepLoop simd = loop(Backends.simd(threads));
        StepLoop cublas = loop(CublasBackend.create(threads, settings.withTimes(times)))) {
      for (int step = 0; step < lossSteps; step++) {
        double expected = simd.step();
        double found = cublas.step();
        double difference = Math.abs(found - expected);
        if (!(difference <= worst)) {
          worst = difference;
          at = step + 1;
        }
        if (step % 50 == 0 || step == lossSteps - 1) {
          print("step %4d: loss %.6f with cuBLAS, %.6f with SIMD", step + 1, found, expected);
        }
      }
    }
    if (times.flops() == 0) {
      print(
          "NOT GOOD: no product went to the GPU, the processor is expected to be faster for all;"
              + " -Dcapstan.cublas.products=device sends them");
      return false;
    }
    boolean good = worst <= TOLERANCE;
    print(
        "losses of %d steps: largest difference %.2g at step %d, allowed %.0g: %s",
        lossSteps, worst, at, TOLERANCE, good ? "good" : "NOT GOOD");
    return good;
  }

  private void measureSpeed() {
    double[][] rates;
    try (StepLoop simd = loop(Backends.simd(threads));
        StepLoop cublas = loop(CublasBackend.create(threads, settings));
        StepLoop tf32 = loop(CublasBackend.create(threads, settings.withTf32(true)))) {
      rates =
          Stopwatch.inTurn(rounds, List.of(() -> rate(simd), () -> rate(cublas), () -> rate(tf32)));
    }
    double simd = Spread.of(rates[0]).median();
    double cublas = Spread.of(rates[1]).median();
    double tf32 = Spread.of(rates[2]).median();
    print("training, images/s, medians of %d rounds of %d steps in turns:", rounds, roundSteps);
    print("  SIMD             %8.0f", simd);
    print("  cuBLAS, float32  %8.0f  %.2fx", cublas, cublas / simd);
    print("  cuBLAS, TF32     %8.0f  %.2fx", tf32, tf32 / simd);
    print(
        "  goal: %.0fx SIMD, %s",
        GOAL, cublas >= GOAL * simd ? "reached in float32" : "not reached in float32");
  }

  private double rate(StepLoop loop) {
    return batch * roundSteps / loop.run(roundSteps);
  }

  private boolean splitAndWatch(CublasDevice device) {
    try (StepLoop cublas = loop(CublasBackend.create(threads, settings.withTimes(times)))) {
      cublas.run(roundSteps);
      long before = CublasDevice.look(settings).freeBytes();
      times.reset();
      double seconds = cublas.run(memorySteps);
      printSplit(device, seconds / memorySteps);
      long grown = before - CublasDevice.look(settings).freeBytes();
      boolean good = grown <= 0;
      print(
          "device memory after %d steps: %d bytes more in use: %s",
          memorySteps, grown, good ? "good" : "NOT GOOD");
      return good;
    }
  }

  private void printSplit(CublasDevice device, double step) {
    if (times.flops() == 0) {
      return;
    }
    double milli = 1e3 / memorySteps;
    double gigaflops = times.flops() / times.productSeconds() * 1e-9;
    print("one step with cuBLAS, float32: %.2f ms, of which", step * 1e3);
    print(
        "  transfers  %7.2f ms by the device's clock, %.0f MB at %.1f GB/s",
        times.transferSeconds() * milli,
        (times.bytesToDevice() + times.bytesToHost()) * 1e-6 / memorySteps,
        (times.bytesToDevice() + times.bytesToHost()) * 1e-9 / times.transferSeconds());
    print(
        "  products   %7.2f ms by the device's clock, %.1f GFLOP at %.0f GFLOP/s%s",
        times.productSeconds() * milli,
        times.flops() * 1e-9 / memorySteps,
        gigaflops,
        device.gigaflops() > 0
            ? String.format(
                Locale.ROOT, ", %.0f %% of its peak", 100 * gigaflops / device.gigaflops())
            : "");
    double waiting = times.waitSeconds() / memorySteps;
    print("  waiting    %7.2f ms of the processor for the device", waiting * 1e3);
    print("  CPU work   %7.2f ms, all that is not waiting", (step - waiting) * 1e3);
    print(
        "  bound by   %s",
        waiting < step / 2
            ? "the processor's work"
            : times.transferSeconds() > times.productSeconds() ? "transfers" : "products");
  }

  private static void print(String format, Object... arguments) {
    System.out.printf(Locale.ROOT, format + "%n", arguments);
    System.out.flush();
  }
}
