package capstan.bench;

import capstan.core.Tensor;
import capstan.core.kernel.EmGeometry;
import capstan.core.kernel.EmRoutingPlan;
import capstan.core.kernel.EmWeights;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * The first routed layer of the small network of matrix capsules: 12x12 places of 8 to 16 types.
 */
public class EmRoutingBenchmark extends KernelBenchmark {
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
