package capstan.bench.goal;

import capstan.bench.measure.Limits;
import capstan.bench.measure.RandomTensors;
import capstan.bench.measure.Stopwatch;
import capstan.core.Tensor;
import capstan.core.kernel.Backend;

/** The rows about matrix products: squares, then the decoder's layers at batch 128. */
final class ProductGoals {
  private static final double SECONDS = 0.3;
  private static final double GOAL = 0.85;

  private static final int[][] SHAPES = {
    {512, 512, 512}, {1024, 1024, 1024}, {2048, 2048, 2048},
    {128, 512, 160}, {128, 1024, 512}, {128, 784, 1024}
  };

  private ProductGoals() {}

  static void print(GoalTable table, Backend backend, Limits limits, String suffix) {
    for (int[] shape : SHAPES) {
      int m = shape[0];
      int n = shape[1];
      int k = shape[2];
      RandomTensors random = new RandomTensors();
      Tensor a = random.next(m, k);
      Tensor b = random.next(k, n);
      Tensor c = random.next(m, n);
      double time = Stopwatch.median(() -> backend.gemm().multiply(a, false, b, false, c), SECONDS);
      table.atLeast(
          "GEMM " + m + "x" + n + "x" + k + suffix,
          "GFLOP/s",
          GOAL * limits.gflops(),
          2e-6 * m * n * k / time,
          limits.gflops());
    }
  }
}
