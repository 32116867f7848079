package capstan.bench;

import static capstan.bench.measure.PaperLayers.PARAMETERS;

import capstan.core.Tensor;
import capstan.core.kernel.AdamSettings;
import capstan.core.kernel.AdamStep;
import capstan.core.kernel.Backend;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;

/** Adam's update, softmax and sums, at the network's extents. */
public class OptimizerBenchmark extends KernelBenchmark {
  private Backend backend;
  private Tensor parameter;
  private Tensor gradient;
  private Tensor first;
  private Tensor second;
  private Tensor logits;
  private Tensor columns;

  /** Makes the arguments. */
  @Setup
  public void prepare(BackendState state) {
    backend = state.get();
    parameter = state.random(PARAMETERS);
    gradient = state.random(PARAMETERS);
    first = state.random(PARAMETERS);
    second = state.random(PARAMETERS);
    backend.pointwise().multiply(second, second, second);
    logits = state.random(128 * 1152, 10);
    columns = state.random(10);
  }

  /** One step of Adam on all parameters. */
  @Benchmark
  public void adam(Work work) {
    backend
        .adam()
        .update(parameter, gradient, first, second, AdamSettings.DEFAULT, new AdamStep(1e-3f, 10));
    work.GB += 28e-9 * PARAMETERS;
  }

  /** Softmax of the routing logits of a batch. */
  @Benchmark
  public void softmax(Work work) {
    backend.softmax().forward(logits, logits);
    work.GB += 8e-9 * logits.elements();
  }

  /** Sum. */
  @Benchmark
  public double sum(Work work) {
    work.GB += 4e-9 * gradient.elements();
    return backend.reduction().sum(gradient);
  }

  /** Sum of squares, as clipping takes of all gradients. */
  @Benchmark
  public double sumOfSquares(Work work) {
    work.GB += 4e-9 * gradient.elements();
    return backend.reduction().sumOfSquares(gradient);
  }

  /** Sum of squared differences. */
  @Benchmark
  public double sumOfSquaredDifferences(Work work) {
    work.GB += 8e-9 * gradient.elements();
    return backend.reduction().sumOfSquaredDifferences(gradient, parameter);
  }

  /** Column sums. */
  @Benchmark
  public void columnSums(Work work) {
    backend.reduction().columnSums(logits, columns);
    work.GB += 4e-9 * logits.elements();
  }
}
