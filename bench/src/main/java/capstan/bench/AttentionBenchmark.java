package capstan.bench;

import capstan.core.Tensor;
import capstan.core.kernel.SelfAttention;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** Self-attention of Efficient-CapsNet: 16 capsules of 8 numbers to 10 of 16. */
public class AttentionBenchmark extends KernelBenchmark {
  /** Images in a batch. */
  @Param({"128"})
  public int batch;

  private SelfAttention attention;
  private Tensor u;
  private Tensor weight;
  private Tensor bias;
  private Tensor predictions;
  private Tensor couplings;
  private Tensor s;
  private Tensor dPredictions;
  private Tensor dSums;
  private Tensor du;
  private Tensor dWeight;

  /** Makes the arguments. */
  @Setup
  public void prepare(BackendState state) {
    attention = state.get().selfAttention();
    u = state.random(batch, 16, 8);
    weight = state.random(10, 16, 8, 16);
    bias = state.random(10, 16);
    predictions = state.random(batch, 10, 16, 16);
    couplings = state.random(batch, 10, 16);
    s = state.random(batch, 10, 16);
    dPredictions = state.random(batch, 10, 16, 16);
    dSums = state.random(batch, 10, 16);
    du = state.random(batch, 16, 8);
    dWeight = state.random(10, 16, 8, 16);
  }

  /** Forward. */
  @Benchmark
  public void forward(Work work) {
    attention.predict(u, weight, predictions);
    attention.attend(predictions, bias, couplings, s);
    work.images += batch;
  }

  /** Forward and backward. */
  @Benchmark
  public void step(Work work) {
    forward(work);
    attention.attendBackward(predictions, bias, couplings, s, dPredictions, dSums);
    attention.predictBackwardCapsules(dPredictions, weight, du);
    attention.predictBackwardWeight(u, dPredictions, dWeight);
  }
}
