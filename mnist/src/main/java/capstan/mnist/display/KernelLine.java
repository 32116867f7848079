package capstan.mnist.display;

import capstan.capsnet.model.ModelConfiguration;
import capstan.capsnet.network.CapsNetConfiguration;
import capstan.core.jit.KernelCheck;
import capstan.core.jit.KernelReport;
import capstan.core.kernel.Backend;
import capstan.mnist.text.Figures;
import java.io.PrintWriter;
import java.util.Optional;

/** What a user reads of how well the JVM has compiled the kernels. */
public final class KernelLine {
  /** Within this the JVM has compiled every kernel of a process that does nothing else. */
  private static final int INFO_MILLISECONDS = 12_000;

  /** Work that took less has not made its kernels hot, and it is of no matter. */
  private static final double HOT_SECONDS = 2;

  private static final int PATIENCE_MILLISECONDS = 3000;

  private KernelLine() {}

  /**
   * Runs every kernel until it is compiled, for seconds, and says how that went.
   *
   * @param backend what is asked about
   * @return empty if its kernels do not depend on the JIT compiler so much
   */
  public static Optional<String> describe(Backend backend) {
    Optional<KernelCheck> possible =
        KernelCheck.training(backend, CapsNetConfiguration.KERNEL_SHAPES);
    if (possible.isEmpty()) {
      return Optional.empty();
    }
    try (KernelCheck check = possible.get()) {
      KernelReport report = check.settle(INFO_MILLISECONDS);
      int all = report.kernels().size();
      if (report.compiling()) {
        return Optional.of(
            "%d of %d checks at full speed; for the others the JVM's compiler has not had time yet"
                .formatted(all - report.slow().size(), all));
      }
      return Optional.of(
          report
              .warning()
              .map(warning -> "warning: " + warning)
              .orElse(
                  "all "
                      + all
                      + " checks at full speed, "
                      + Figures.decimal(report.peak(), 0)
                      + " GFLOP/s of multiply-adds in registers of one thread"));
    }
  }

  /**
   * Warns if kernels that have just predicted run in a slow tier; otherwise prints nothing.
   *
   * @param err where to
   * @param network what has predicted; checked if it says on what shapes
   * @param backend what it ran on
   * @param seconds how long it took
   */
  public static void warn(
      PrintWriter err, ModelConfiguration network, Backend backend, double seconds) {
    if (seconds < HOT_SECONDS) {
      return;
    }
    Optional<KernelCheck> possible =
        network.kernelShapes().flatMap(shapes -> KernelCheck.inference(backend, shapes));
    if (possible.isEmpty()) {
      return;
    }
    try (KernelCheck check = possible.get()) {
      check
          .settle(PATIENCE_MILLISECONDS)
          .warning()
          .ifPresent(warning -> Terminal.complain(err, "warning: " + warning));
    }
  }
}
