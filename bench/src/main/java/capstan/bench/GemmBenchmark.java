package capstan.bench;

import capstan.core.Tensor;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** Matrix products: squares, and the decoder's layers at batch 128. */
public class GemmBenchmark extends KernelBenchmark {
  /** Rows, columns and depth. */
  @Param({
    "64x64x64",
    "256x256x256",
    "512x512x512",
    "1024x1024x1024",
    "128x512x160",
    "128x1024x512",
    "128x784x1024"
  })
  public String shape;

  private Tensor a;
  private Tensor b;
  private Tensor c;
  private double gflop;

  /** Makes the matrices. */
  @Setup
  public void prepare(BackendState state) {
    String[] extents = shape.split("x");
    int m = Integer.parseInt(extents[0]);
    int n = Integer.parseInt(extents[1]);
    int k = Integer.parseInt(extents[2]);
    a = state.random(m, k);
    b = state.random(k, n);
    c = state.random(m, n);
    gflop = 2e-9 * m * n * k;
  }

  /** c = a·b. */
  @Benchmark
  public void multiply(BackendState state, Work work) {
    state.get().gemm().multiply(a, false, b, false, c);
    work.GFLOP += gflop;
  }
}
