package capstan.bench;

import capstan.bench.measure.PaperLayers;
import capstan.core.Tensor;
import capstan.core.kernel.ConvolutionGeometry;
import capstan.core.kernel.ConvolutionPlan;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * The two convolutions of the network, and the third of Efficient-CapsNet, each pass alone. GFLOP/s
 * are those of a direct convolution: transforms need fewer operations, so its rate may exceed the
 * machine's peak.
 */
public class ConvolutionBenchmark extends KernelBenchmark {
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
