package capstan.core.scalar;

import static capstan.core.testing.CentralDifferences.dot;
import static capstan.core.testing.CentralDifferences.gradient;
import static capstan.core.testing.Closeness.assertClose;

import capstan.core.Shape;
import capstan.core.Tensor;
import capstan.core.testing.RandomNumbers;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class RoutingStepsTest {

  @Property(tries = 60)
  void predictionVectorsAreMatrixTimesCapsule(
      @ForAll @IntRange(max = 3) int batch,
      @ForAll @IntRange(min = 1, max = 4) int in,
      @ForAll @IntRange(min = 1, max = 3) int inDimensions,
      @ForAll @IntRange(min = 1, max = 3) int out,
      @ForAll @IntRange(min = 1, max = 4) int outDimensions) {
    CapsuleFormulas formulas = new CapsuleFormulas(batch, in, inDimensions, out, outDimensions);
    Tensor u = normal(1, batch, in, inDimensions);
    Tensor w = normal(2, in, out, outDimensions, inDimensions);
    Tensor dp = normal(3, batch, in, out, outDimensions);
    Tensor p = garbage(batch, in, out, outDimensions);
    Tensor du = garbage(batch, in, inDimensions);
    Tensor dw = garbage(in, out, outDimensions, inDimensions);
    RoutingSteps.predictionVectors(u, w, p);
    RoutingSteps.predictionVectorsBackwardInput(dp, w, du);
    RoutingSteps.predictionVectorsBackwardWeight(u, dp, dw);
    assertClose(p.toArray(), formulas.predictionVectors(exact(u), exact(w)), 1, 1e-6);
    assertClose(
        du.toArray(),
        gradient(at -> dot(exact(dp), formulas.predictionVectors(at, exact(w))), exact(u)),
        1,
        1e-6);
    assertClose(
        dw.toArray(),
        gradient(at -> dot(exact(dp), formulas.predictionVectors(exact(u), at)), exact(w)),
        1,
        1e-6);
  }

  @Property(tries = 60)
  void theStepsOfRoutingAreTheirFormulas(
      @ForAll @IntRange(max = 3) int batch,
      @ForAll @IntRange(min = 1, max = 4) int in,
      @ForAll @IntRange(min = 1, max = 3) int out,
      @ForAll @IntRange(min = 1, max = 4) int dimensions) {
    CapsuleFormulas formulas = new CapsuleFormulas(batch, in, 1, out, dimensions);
    Tensor c = normal(1, batch, in, out);
    Tensor p = normal(2, batch, in, out, dimensions);
    Tensor v = normal(3, batch, out, dimensions);
    Tensor s = garbage(batch, out, dimensions);
    Tensor agreement = garbage(batch, in, out);
    Tensor dp = garbage(batch, in, out, dimensions);
    RoutingSteps.weightedSum(c, p, s);
    RoutingSteps.agreement(p, v, agreement);
    RoutingSteps.spread(c, v, dp);
    double[] exactC = exact(c);
    double[] exactP = exact(p);
    double[] exactV = exact(v);
    assertClose(s.toArray(), formulas.weightedSum(exactC, exactP), 1, 1e-6);
    // Both other kernels are gradients of the weighted sum: with respect to c, and to û.
    assertClose(
        agreement.toArray(),
        gradient(at -> dot(exactV, formulas.weightedSum(at, exactP)), exactC),
        1,
        1e-6);
    assertClose(
        dp.toArray(),
        gradient(at -> dot(exactV, formulas.weightedSum(exactC, at)), exactP),
        1,
        1e-6);
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
