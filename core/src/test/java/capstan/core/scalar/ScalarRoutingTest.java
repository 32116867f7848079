package capstan.core.scalar;

import static capstan.core.testing.CentralDifferences.dot;
import static capstan.core.testing.CentralDifferences.gradient;
import static capstan.core.testing.Closeness.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import capstan.core.Shape;
import capstan.core.Tensor;
import capstan.core.kernel.RoutingGeometry;
import capstan.core.kernel.RoutingPlan;
import capstan.core.testing.DirtyWorkspace;
import capstan.core.testing.RandomNumbers;
import java.util.function.ToDoubleFunction;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Routing against the procedure in double precision, and its gradients against differences. */
class ScalarRoutingTest {

  @Property(tries = 100)
  void agreesWithTheProcedure(
      @ForAll @IntRange(max = 2) int batch,
      @ForAll @IntRange(min = 1, max = 4) int in,
      @ForAll @IntRange(min = 1, max = 3) int inDimensions,
      @ForAll @IntRange(min = 1, max = 3) int out,
      @ForAll @IntRange(min = 1, max = 3) int outDimensions,
      @ForAll @IntRange(min = 1, max = 5) int rounds,
      @ForAll boolean gradientThroughAllRounds,
      @ForAll boolean withBias) {
    double epsilon = 0.01f;
    RoutingGeometry g =
        new RoutingGeometry(
            batch,
            in,
            inDimensions,
            out,
            outDimensions,
            rounds,
            gradientThroughAllRounds,
            (float) epsilon);
    CapsuleFormulas formulas = new CapsuleFormulas(batch, in, inDimensions, out, outDimensions);
    Tensor u = normal(1, batch, in, inDimensions);
    Tensor w = normal(2, in, out, outDimensions, inDimensions);
    Tensor bias = withBias ? normal(3, out, outDimensions) : null;
    Tensor dv = normal(4, batch, out, outDimensions);
    Tensor v = garbage(batch, out, outDimensions);
    Tensor du = garbage(batch, in, inDimensions);
    Tensor dw = garbage(in, out, outDimensions, inDimensions);
    Tensor dBias = withBias ? garbage(out, outDimensions) : null;
    RoutingPlan plan = new ScalarRouting().plan(g, DirtyWorkspace.create());
    plan.forward(u, w, bias, v);
    plan.backward(u, w, bias, dv, du, dw, dBias);

    double[] exactU = exact(u);
    double[] exactW = exact(w);
    double[] exactBias = withBias ? exact(bias) : new double[out * outDimensions];
    double[] exactDv = exact(dv);
    double[] predictions = formulas.predictionVectors(exactU, exactW);
    double[] constant = formulas.lastCoefficients(predictions, exactBias, rounds, epsilon);
    assertClose(v.toArray(), formulas.route(predictions, constant, exactBias, epsilon), 0.1, 1e-5);

    Procedure procedure =
        (atU, atW, atBias) -> {
          double[] p = formulas.predictionVectors(atU, atW);
          double[] coefficients =
              gradientThroughAllRounds
                  ? formulas.lastCoefficients(p, atBias, rounds, epsilon)
                  : constant;
          return dot(exactDv, formulas.route(p, coefficients, atBias, epsilon));
        };
    assertGradient(du, at -> procedure.at(at, exactW, exactBias), exactU);
    assertGradient(dw, at -> procedure.at(exactU, at, exactBias), exactW);
    if (withBias) {
      assertGradient(dBias, at -> procedure.at(exactU, exactW, at), exactBias);
    }
  }

  /** What an image's output capsules are must not depend on its batch mates. */
  @Example
  void anImageAloneGivesTheSameBits() {
    Tensor u = normal(1, 3, 5, 4);
    Tensor w = normal(2, 5, 3, 6, 4);
    Tensor together = garbage(3, 3, 6);
    plan(3).forward(u, w, null, together);
    for (int image = 0; image < 3; image++) {
      Tensor alone = garbage(1, 3, 6);
      plan(1).forward(u.slice(image, 1), w, null, alone);
      assertThat(alone.toArray()).isEqualTo(together.slice(image, 1).toArray());
    }
  }

  /** Logits must start at zero in every step, not where the last step left them. */
  @Example
  void aSecondPassGivesTheSameBits() {
    Tensor u = normal(1, 2, 5, 4);
    Tensor w = normal(2, 5, 3, 6, 4);
    RoutingPlan plan = plan(2);
    Tensor first = garbage(2, 3, 6);
    Tensor second = garbage(2, 3, 6);
    plan.forward(u, w, null, first);
    plan.forward(u, w, null, second);
    assertThat(second.toArray()).isEqualTo(first.toArray());
  }

  private static RoutingPlan plan(int batch) {
    return new ScalarRouting()
        .plan(new RoutingGeometry(batch, 5, 4, 3, 6, 3, true, 0), DirtyWorkspace.create());
  }

  @FunctionalInterface
  private interface Procedure {
    double at(double[] u, double[] w, double[] bias);
  }

  private static void assertGradient(
      Tensor found, ToDoubleFunction<double[]> function, double[] at) {
    assertClose(found.toArray(), gradient(function, at), 0.1, 3e-5);
  }

  private static Tensor normal(long seed, int... extents) {
    Shape shape = Shape.of(extents);
    return Tensor.of(shape, RandomNumbers.normal(shape.elements(), seed));
  }

  private static Tensor garbage(int... extents) {
    Tensor tensor = Tensor.zeros(extents);
    tensor.fill(Float.NaN);
    return tensor;
  }

  private static double[] exact(Tensor tensor) {
    return RandomNumbers.doubles(tensor.toArray());
  }
}
