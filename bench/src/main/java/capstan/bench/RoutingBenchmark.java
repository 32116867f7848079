package capstan.bench;

import capstan.bench.measure.PaperLayers;
import capstan.core.Tensor;
import capstan.core.kernel.RoutingPlan;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** DigitCaps: 1152 capsules of 8 routed to 10 of 16 in three rounds. */
public class RoutingBenchmark extends KernelBenchmark {
  /** Images in a batch. */
  @Param({"128"})
  public int batch;

  /** Whether the gradient flows through all rounds, or through the last only. */
  @Param({"false", "true"})
  public boolean allRounds;

  private RoutingPlan plan;
  private Tensor u;
  private Tensor w;
  private Tensor v;
  private Tensor dv;
  private Tensor du;
  private Tensor dw;

  /** Plans the routing and makes its arguments. */
  @Setup
  public void prepare(BackendState state) {
    plan = state.get().routing().plan(PaperLayers.digitCaps(batch, allRounds), state.workspace());
    u = state.random(batch, 1152, 8);
    w = state.random(1152, 10, 16, 8);
    v = state.random(batch, 10, 16);
    dv = state.random(batch, 10, 16);
    du = state.random(batch, 1152, 8);
    dw = state.random(1152, 10, 16, 8);
    plan.forward(u, w, null, v);
  }

  /** Operations of one pass: prediction vectors, three weighted sums and two agreements. */
  private double gflop() {
    return 2e-9 * batch * 1152 * 160 * (8 + 3 + 2);
  }

  /** Forward. */
  @Benchmark
  public void forward(Work work) {
    plan.forward(u, w, null, v);
    work.GFLOP += gflop();
    work.images += batch;
  }

  /** Forward and backward. */
  @Benchmark
  public void step(Work work) {
    plan.forward(u, w, null, v);
    plan.backward(u, w, null, dv, du, dw, null);
    work.GFLOP += 3 * gflop();
    work.images += batch;
  }
}
