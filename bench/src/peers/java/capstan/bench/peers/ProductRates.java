package capstan.bench.peers;

import static org.bytedeco.openblas.presets.openblas_nolapack.blas_set_num_threads;

import capstan.bench.measure.Spread;
import capstan.core.CounterRandom;
import capstan.core.Tensor;
import capstan.core.backend.Backends;
import capstan.core.kernel.Backend;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** Matrix products: our Gemm beside OpenBLAS' sgemm. */
final class ProductRates {
  private static final Turns TURNS = new Turns(7, 50, 25);

  /** Rows, columns and depth: squares, then the decoder's layers at batch 128. */
  private static final int[][] SHAPES = {
    {64, 64, 64},
    {128, 128, 128},
    {256, 256, 256},
    {512, 512, 512},
    {1024, 1024, 1024},
    {2048, 2048, 2048},
    {128, 512, 160},
    {128, 1024, 512},
    {128, 784, 1024}
  };

  private ProductRates() {}

  /**
   * Measures and prints every shape.
   *
   * @param threads the larger number of threads; one thread is measured too
   * @param out where to
   * @return whether both sides' products agree
   */
  static boolean print(int threads, PrintStream out) {
    out.printf(
        "%nMatrix products, GFLOP/s: median (range over %d rounds)%n%n%-14s %7s %22s %22s  %s%n",
        TURNS.rounds(), "m x n x k", "threads", "Capstan", "OpenBLAS", "ratio");
    boolean agree = true;
    for (int team : IntStream.of(1, threads).distinct().toArray()) {
      blas_set_num_threads(team);
      try (Backend backend = Backends.simd(team)) {
        for (int[] shape : SHAPES) {
          agree &= print(shape, team, backend, out);
        }
      }
    }
    if (!agree) {
      out.println("FAILED: a product differs from OpenBLAS' by more than 1e-5 of the largest");
    }
    return agree;
  }

  private static boolean print(int[] shape, int team, Backend backend, PrintStream out) {
    int m = shape[0];
    int n = shape[1];
    int k = shape[2];
    Tensor a = random(1, m, k);
    Tensor b = random(2, k, n);
    Tensor c = Tensor.zeros(m, n);
    BlasProduct blas = new BlasProduct(m, n, k, a.toArray(), b.toArray());
    double[][] times =
        TURNS.milliseconds(
            List.of(() -> backend.gemm().multiply(a, false, b, false, c), blas::multiply));
    double work = 2e-6 * m * n * k;
    out.printf(
        Locale.ROOT,
        "%-14s %7d %22s %22s  %s%n",
        m + "x" + n + "x" + k,
        team,
        Spread.of(rates(work, times[0])).text(0),
        Spread.of(rates(work, times[1])).text(0),
        Spread.ofRatio(times[1], times[0]).text(2));
    boolean agree = LossCheck.difference(c.toArray(), blas.product()) < 1e-5;
    blas.close();
    return agree;
  }

  private static double[] rates(double gflop, double[] milliseconds) {
    return Arrays.stream(milliseconds).map(each -> gflop / each).toArray();
  }

  /** Reproducible numbers in [−0.5, 0.5). */
  private static Tensor random(long stream, int rows, int columns) {
    Tensor tensor = Tensor.zeros(rows, columns);
    CounterRandom numbers = new CounterRandom(1, stream);
    for (int i = 0; i < tensor.elements(); i++) {
      tensor.array()[i] = (float) (numbers.uniform(i) - 0.5);
    }
    return tensor;
  }
}
