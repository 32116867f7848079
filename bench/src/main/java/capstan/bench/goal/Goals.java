package capstan.bench.goal;

import capstan.bench.measure.ChildJvm;
import capstan.bench.measure.Limits;
import capstan.core.backend.Backends;
import capstan.core.kernel.Backend;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * {@code capstan bench}: every goal beside its measurement and its limit. Times are medians. What
 * needs other options of the JVM is measured by a child process, which prints its own lines.
 */
public final class Goals {
  private static final String DIRECT = "direct";
  private static final String AVX2 = "avx2";

  private Goals() {}

  /**
   * Measures everything and prints the table, in less than three minutes.
   *
   * @param out where to
   * @param threads of the simd backend
   * @param data a folder in MNIST's form to train an epoch on; empty for drawn digits
   * @throws IOException if a child process cannot be started
   */
  public static void print(PrintStream out, int threads, Optional<Path> data) throws IOException {
    Limits limits = Limits.measure(threads);
    out.printf("%s%n%n", limits.describe(threads));
    GoalTable table = new GoalTable(out);
    table.head();
    new StepGoals(table, threads, limits).print();
    try (Backend backend = Backends.simd(threads)) {
      LayerGoals.primaryCaps(table, backend, limits, true);
    }
    child(out, threads, DIRECT, "-Dcapstan.convolution=direct");
    try (Backend backend = Backends.simd(threads)) {
      ProductGoals.print(table, backend, limits, "");
      LayerGoals.digitCaps(table, backend, limits);
      LayerGoals.conv1(table, backend, limits);
      LayerGoals.adam(table, backend, limits);
    }
    child(out, threads, AVX2, "-XX:UseAVX=2");
    CommandGoals.print(table, threads, limits, data);
    out.printf(
        "%nlimit: what the measured multiply-adds and memory allow; of a step, the sum over its"
            + " parts (bench --model).%nBeside PyTorch, and beside OpenBLAS at N ≤ 256 and above:"
            + " bench --peers.%n");
  }

  /**
   * A child's part.
   *
   * @param arguments the part, and the number of threads
   */
  public static void main(String[] arguments) {
    int threads = Integer.parseInt(arguments[1]);
    Limits limits = Limits.measure(threads);
    GoalTable table = new GoalTable(System.out);
    try (Backend backend = Backends.simd(threads)) {
      if (arguments[0].equals(DIRECT)) {
        LayerGoals.primaryCaps(table, backend, limits, false);
      } else {
        ProductGoals.print(table, backend, limits, ", AVX2");
      }
    }
  }

  private static void child(PrintStream out, int threads, String part, String option)
      throws IOException {
    out.flush();
    int status = ChildJvm.run(List.of(option), Goals.class, part, Integer.toString(threads));
    if (status != 0) {
      out.println(part + ": the child process failed");
    }
  }
}
