package capstan.bench;

import capstan.bench.measure.PaperLayers;
import capstan.core.Tensor;
import capstan.core.kernel.ConvolutionGeometry;
import capstan.core.kernel.ConvolutionPlan;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The two convolutions of the network, and the third of Efficient-CapsNet, each pass alone. GFLOP/s
 * are those of a direct convolution: transforms need fewer operations, so its rate may exceed the
 * machine's peak.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 3,
    jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "-Xmx6g"})
public class ConvolutionBenchmark {
  /** Which layer. */
  @Param({"conv1", "primaryCaps", "3x3"})
  public String layer;

  /** Images in a batch. */
  @Param({"128"})
  public int batch;

  private ConvolutionPlan plan;
  private Tensor x;
  private Tensor weight;
  private Tensor bias;
  private Tensor y;
  private Tensor dx;
  private Tensor dWeight;
  private double gflop;

  /** Plans the convolution and makes its arguments. */
  @Setup
  public void prepare(BackendState state) {
    ConvolutionGeometry geometry =
        switch (layer) {
          case "conv1" -> PaperLayers.conv1(batch);
          case "primaryCaps" -> PaperLayers.primaryCaps(batch);
          default -> new ConvolutionGeometry(batch, 22, 22, 64, 64, 3, 3, 1, 0);
        };
    plan = state.get().convolution().plan(geometry, state.workspace());
    x = state.random(geometry.input().extents());
    dx = state.random(geometry.input().extents());
    weight = state.random(geometry.weight().extents());
    dWeight = state.random(geometry.weight().extents());
    bias = state.random(geometry.outChannels());
    y = state.random(geometry.output().extents());
    gflop = geometry.flops() / 1e9;
    plan.forward(x, weight, bias, y);
  }

  /** Forward. */
  @Benchmark
  public void forward(Work work) {
    plan.forward(x, weight, bias, y);
    work.GFLOP += gflop;
  }

  /** Backward to the input. */
  @Benchmark
  public void backwardInput(Work work) {
    plan.backwardInput(y, weight, dx);
    work.GFLOP += gflop;
  }

  /** Backward to the weights. */
  @Benchmark
  public void backwardWeight(Work work) {
    plan.backwardWeight(x, y, dWeight);
    work.GFLOP += gflop;
  }

  /** All three, as in a training step. */
  @Benchmark
  public void step(Work work) {
    plan.forward(x, weight, bias, y);
    plan.backwardInput(y, weight, dx);
    plan.backwardWeight(x, y, dWeight);
    work.GFLOP += 3 * gflop;
  }
}
