package capstan.bench;

import capstan.bench.measure.Network;
import capstan.capsnet.network.RoutingGradient;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * The whole network: a training step (forward, backward, Adam), and classifying a batch as it is
 * served, with what is made of the weights kept from batch to batch.
 */
public class StepBenchmark extends KernelBenchmark {
  /** Images in a batch. */
  @Param({"128"})
  public int batch;

  private Network network;

  /** Records both graphs. */
  @Setup
  public void prepare(BackendState state) {
    network = new Network(state.get(), batch, RoutingGradient.ALL_ROUNDS);
  }

  /** One training step. */
  @Benchmark
  public void train(Work work) {
    network.step();
    work.images += batch;
  }

  /** One batch classified. */
  @Benchmark
  public void classify(Work work) {
    network.classify();
    work.images += batch;
  }
}
