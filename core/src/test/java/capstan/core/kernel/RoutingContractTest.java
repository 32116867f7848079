package capstan.core.kernel;

import capstan.core.Shape;
import capstan.core.Tensor;
import capstan.core.testing.RandomNumbers;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class RoutingContractTest {

  @Property(tries = 60)
  void bothDirections(
      @ForAll @IntRange(max = 35) int batch,
      @ForAll @IntRange(min = 1, max = 20) int in,
      @ForAll @IntRange(min = 1, max = 17) int inDimensions,
      @ForAll @IntRange(min = 1, max = 11) int out,
      @ForAll @IntRange(min = 1, max = 18) int outDimensions,
      @ForAll @IntRange(min = 1, max = 5) int rounds,
      @ForAll boolean gradientThroughAllRounds,
      @ForAll boolean withBias) {
    check(
        new RoutingGeometry(
            batch, in, inDimensions, out, outDimensions, rounds, gradientThroughAllRounds, 1e-7f),
        withBias);
  }

  @Example
  void digitCapsules() {
    check(new RoutingGeometry(5, 72, 8, 10, 16, 3, true, 0), false);
    check(new RoutingGeometry(33, 40, 8, 10, 16, 3, false, 0), true);
    check(new RoutingGeometry(1, 1, 1, 1, 1, 1, true, 0), false);
  }

  private static void check(RoutingGeometry g, boolean withBias) {
    KernelComparison comparison = new KernelComparison();
    Tensor u = comparison.normal(g.batch(), g.inCapsules(), g.inDimensions());
    Tensor w = weights(comparison, g);
    Tensor bias = withBias ? comparison.normal(g.outCapsules(), g.outDimensions()) : null;
    Tensor dv = comparison.normal(g.batch(), g.outCapsules(), g.outDimensions());
    Tensor otherU = comparison.normal(g.batch(), g.inCapsules(), g.inDimensions());
    comparison.compare(
        1,
        (backend, outputs) -> {
          RoutingPlan plan = backend.routing().plan(g, KernelComparison.workspace());
          Tensor v = outputs.get(0);
          Tensor du = outputs.get(1);
          Tensor dw = outputs.get(2);
          Tensor dBias = withBias ? outputs.get(3) : null;
          if (!withBias) {
            outputs.get(3).fill(0);
          }
          plan.forward(otherU, w, bias, v);
          plan.backward(otherU, w, bias, dv, du, dw, dBias);
          plan.forward(u, w, bias, v);
          // Each gradient alone is what it is beside the others.
          plan.backward(u, w, bias, dv, du, null, null);
          plan.backward(u, w, bias, dv, null, dw, null);
          if (withBias) {
            plan.backward(u, w, bias, dv, null, null, dBias);
          }
        },
        dv.shape(),
        u.shape(),
        w.shape(),
        Shape.of(g.outCapsules(), g.outDimensions()));
  }

  /**
   * Weights that give output capsules of moderate length. Each round is a positive feedback: long
   * capsules amplify every rounding error through their exponentials, most of all capsules of one
   * dimension, which tip over near zero. Those would compare the errors' growth, not the kernels.
   */
  private static Tensor weights(KernelComparison comparison, RoutingGeometry g) {
    Shape shape = Shape.of(g.inCapsules(), g.outCapsules(), g.outDimensions(), g.inDimensions());
    float[] values = RandomNumbers.normal(shape.elements(), 77);
    float scale = (float) (0.25 / Math.sqrt((double) g.inDimensions() * g.outDimensions()));
    for (int k = 0; k < values.length; k++) {
      values[k] *= scale;
    }
    return comparison.input(shape, values);
  }
}
