package capstan.bench;

import capstan.core.Tensor;
import capstan.core.kernel.Pointwise;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** Element by element: in the second-level cache, and in memory. */
public class PointwiseBenchmark extends KernelBenchmark {
  /** Elements: 1 MiB for three tensors, or the output of Conv1 at batch 128. */
  @Param({"87040", "13107200"})
  public int elements;

  private Pointwise pointwise;
  private Tensor a;
  private Tensor b;
  private Tensor y;

  /** Makes the arguments. */
  @Setup
  public void prepare(BackendState state) {
    pointwise = state.get().pointwise();
    a = state.random(elements / 256, 256);
    b = state.random(elements / 256, 256);
    y = state.random(elements / 256, 256);
  }

  /** Sum. */
  @Benchmark
  public void add(Work work) {
    pointwise.add(a, b, y);
    work.GB += 12e-9 * elements;
  }

  /** Product. */
  @Benchmark
  public void multiply(Work work) {
    pointwise.multiply(a, b, y);
    work.GB += 12e-9 * elements;
  }

  /** ReLU. */
  @Benchmark
  public void relu(Work work) {
    pointwise.relu(a, y);
    work.GB += 8e-9 * elements;
  }

  /** Gradient of ReLU. */
  @Benchmark
  public void reluBackward(Work work) {
    pointwise.reluBackward(a, b, y);
    work.GB += 12e-9 * elements;
  }

  /** Sigmoid. */
  @Benchmark
  public void sigmoid(Work work) {
    pointwise.sigmoid(a, y);
    work.GB += 8e-9 * elements;
  }

  /** Exponential. */
  @Benchmark
  public void exp(Work work) {
    pointwise.exp(a, y);
    work.GB += 8e-9 * elements;
  }
}
