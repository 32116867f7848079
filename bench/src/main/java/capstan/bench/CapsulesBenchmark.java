package capstan.bench;

import capstan.core.Tensor;
import capstan.core.kernel.Capsules;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The small kernels of capsules, at the network's extents. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 3,
    jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "-Xmx6g"})
public class CapsulesBenchmark {
  private static final int BATCH = 16;
  private static final int PREDICTIONS = BATCH * 1152 * 160;

  private Capsules capsules;
  private Tensor s;
  private Tensor v;
  private Tensor lengths;
  private Tensor u;
  private Tensor w;
  private Tensor predictions;
  private Tensor coefficients;
  private Tensor out;

  /** Makes the arguments. */
  @Setup
  public void prepare(BackendState state) {
    capsules = state.get().capsules();
    s = state.random(128, 1152, 8);
    v = state.random(128, 1152, 8);
    lengths = state.random(128, 1152);
    u = state.random(BATCH, 1152, 8);
    w = state.random(1152, 10, 16, 8);
    predictions = state.random(BATCH, 1152, 10, 16);
    coefficients = state.random(BATCH, 1152, 10);
    out = state.random(BATCH, 10, 16);
  }

  /** Squash of 8-dimensional capsules. */
  @Benchmark
  public void squash(Work work) {
    capsules.squash(s, 1e-12f, v);
    work.GB += 8e-9 * s.elements();
  }

  /** Its gradient. */
  @Benchmark
  public void squashBackward(Work work) {
    capsules.squashBackward(s, 1e-12f, v, v);
    work.GB += 12e-9 * s.elements();
  }

  /** Lengths of 8-dimensional capsules. */
  @Benchmark
  public void lengths(Work work) {
    capsules.lengths(s, lengths);
    work.GB += 4e-9 * (s.elements() + lengths.elements());
  }

  /** Prediction vectors. */
  @Benchmark
  public void predictionVectors(Work work) {
    capsules.predictionVectors(u, w, predictions);
    work.GFLOP += 2e-9 * 8 * PREDICTIONS;
  }

  /** Gradient of the prediction vectors to the capsules. */
  @Benchmark
  public void predictionVectorsBackwardInput(Work work) {
    capsules.predictionVectorsBackwardInput(predictions, w, u);
    work.GFLOP += 2e-9 * 8 * PREDICTIONS;
  }

  /** Gradient of the prediction vectors to the weights. */
  @Benchmark
  public void predictionVectorsBackwardWeight(Work work) {
    capsules.predictionVectorsBackwardWeight(u, predictions, w);
    work.GFLOP += 2e-9 * 8 * PREDICTIONS;
  }

  /** Weighted sum over the input capsules. */
  @Benchmark
  public void weightedSum(Work work) {
    capsules.weightedSum(coefficients, predictions, out);
    work.GB += 4e-9 * PREDICTIONS;
  }

  /** Agreement of prediction vectors and outputs. */
  @Benchmark
  public void agreement(Work work) {
    capsules.agreement(predictions, out, coefficients);
    work.GB += 4e-9 * PREDICTIONS;
  }

  /** Gradient of both to the prediction vectors. */
  @Benchmark
  public void spread(Work work) {
    capsules.spread(coefficients, out, predictions);
    work.GB += 4e-9 * PREDICTIONS;
  }
}
