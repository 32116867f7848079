package capstan.bench;

import capstan.core.Tensor;
import capstan.core.kernel.EmGeometry;
import capstan.core.kernel.EmRoutingPlan;
import capstan.core.kernel.EmWeights;
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
 * The first routed layer of the small network of matrix capsules: 12x12 places of 8 to 16 types.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 3,
    jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "-Xmx6g"})
public class EmRoutingBenchmark {
  /** Images in a batch. */
  @Param({"128"})
  public int batch;

  private EmRoutingPlan plan;
  private EmWeights weights;
  private EmWeights gradients;
  private Tensor x;
  private Tensor dx;
  private Tensor y;

  /** Plans the routing and makes its arguments. */
  @Setup
  public void prepare(BackendState state) {
    EmGeometry geometry = new EmGeometry(batch, 12, 12, 8, 16, 3, 2, false, 2, 1);
    plan = state.get().emRouting().plan(geometry, state.workspace());
    weights = weights(state, geometry);
    gradients = weights(state, geometry);
    x = state.random(batch, 12, 12, 8, EmGeometry.NUMBERS);
    for (int i = 0; i < x.elements(); i++) {
      // Activations are from 0 to 1.
      x.array()[x.offset() + i] += i % EmGeometry.NUMBERS == EmGeometry.POSE ? 0.5f : 0;
    }
    dx = state.random(x.shape().extents());
    y = state.random(plan.parents().extents());
    plan.forward(x, weights, y);
  }

  private static EmWeights weights(BackendState state, EmGeometry g) {
    return new EmWeights(
        state.random(g.matrices(), g.parentTypes(), EmGeometry.POSE),
        state.random(g.parentTypes()),
        state.random(g.parentTypes()));
  }

  /** Forward. */
  @Benchmark
  public void forward(Work work) {
    plan.forward(x, weights, y);
    work.images += batch;
  }

  /** Forward and backward. */
  @Benchmark
  public void step(Work work) {
    plan.forward(x, weights, y);
    plan.backward(x, weights, y, dx, gradients);
    work.images += batch;
  }
}
