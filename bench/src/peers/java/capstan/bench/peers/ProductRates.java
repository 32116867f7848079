package capstan.bench.peers;

import static org.bytedeco.openblas.presets.openblas_nolapack.blas_set_num_threads;

import capstan.core.CounterRandom;
import capstan.core.Tensor;
import capstan.core.backend.Backends;
import capstan.core.kernel.Backend;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A matrix product, our Gemm beside OpenBLAS' sgemm.
 *
 * @param m rows of the product
 * @param n its columns
 * @param k length of each dot product
 */
record ProductRates(int m, int n, int k) {
  private static final Turns TURNS = new Turns(7, 14, 50, 100);
  private static final double TOLERANCE = 1e-5;

  /** Squares, then the decoder's layers at batch 128. */
  static final List<ProductRates> ALL =
      List.of(
          new ProductRates(64, 64, 64),
          new ProductRates(128, 128, 128),
          new ProductRates(256, 256, 256),
          new ProductRates(512, 512, 512),
          new ProductRates(1024, 1024, 1024),
          new ProductRates(2048, 2048, 2048),
          new ProductRates(128, 512, 160),
          new ProductRates(128, 1024, 512),
          new ProductRates(128, 784, 1024));

  /** What it is called. */
  String label() {
    return "product " + m + "x" + n + "x" + k;
  }

  /**
   * Measures and prints it.
   *
   * @param threads the larger number of threads; one thread is measured too
   * @param table where to
   * @return whether both sides' products agree
   */
  boolean print(int threads, PeerTable table) {
    boolean agree = true;
    for (int team : IntStream.of(1, threads).distinct().toArray()) {
      try (Backend backend = Backends.simd(team)) {
        agree &= print(team, backend, table);
      }
    }
    return agree;
  }

  private boolean print(int team, Backend backend, PeerTable table) {
    Tensor a = random(1, m, k);
    Tensor b = random(2, k, n);
    Tensor c = Tensor.zeros(m, n);
    BlasProduct blas = new BlasProduct(m, n, k, a.toArray(), b.toArray());
    blas_set_num_threads(team);
    Rounds rounds =
        TURNS.of(List.of(() -> backend.gemm().multiply(a, false, b, false, c), blas::multiply));
    double work = 2e-6 * m * n * k;
    table.row(
        "OpenBLAS",
        label() + ", threads " + team,
        milliseconds -> work / milliseconds,
        rounds,
        Math.max(m, Math.max(n, k)) <= 128 ? 1 : 0.97);
    double difference = LossCheck.difference(c.toArray(), blas.product());
    if (difference > TOLERANCE) {
      table.remark("FAILED: differs by %.1e of the largest number".formatted(difference));
    }
    blas.close();
    return difference <= TOLERANCE;
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
