package capstan.core.kernel;

import capstan.core.Shape;
import capstan.core.Tensor;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class CapsulesContractTest {

  @Property(tries = 60)
  void squashAndLengths(
      @ForAll @IntRange(max = 70) int rows,
      @ForAll @IntRange(min = 1, max = 37) int dimensions,
      @ForAll boolean withEpsilon) {
    float epsilon = withEpsilon ? 1e-7f : 0;
    KernelComparison comparison = new KernelComparison();
    Tensor s = comparison.normal(rows, dimensions);
    Tensor dv = comparison.normal(rows, dimensions);
    Tensor dLengths = comparison.normal(rows);
    comparison.compare(
        1,
        (backend, outputs) -> {
          backend.capsules().squash(s, epsilon, outputs.get(0));
          backend.capsules().squashBackward(s, epsilon, dv, outputs.get(1));
          backend.capsules().lengths(s, outputs.get(2));
          backend.capsules().lengthsBackward(s, dLengths, outputs.get(3));
        },
        s.shape(),
        s.shape(),
        dLengths.shape(),
        s.shape());
    comparison.compare(
        1,
        (backend, outputs) -> {
          outputs.get(0).copyFrom(s);
          backend.capsules().squash(outputs.get(0), epsilon, outputs.get(0));
          outputs.get(1).copyFrom(dv);
          backend.capsules().squashBackward(s, epsilon, outputs.get(1), outputs.get(1));
        },
        s.shape(),
        s.shape());
  }

  /** Zero capsules, and capsules whose squared norm is less than the least float, side by side. */
  @Example
  void tinyCapsules() {
    float[] sizes = {0, 1, 1e-30f, Float.MIN_VALUE, 0, 2e-23f, 1e-22f, 1e-19f, -0f, 1e-10f, 3e14f};
    for (int dimensions : new int[] {1, 8, 16, 17}) {
      for (float epsilon : new float[] {0, 1e-30f, 1e-7f}) {
        for (float size : sizes) {
          float[] values = new float[sizes.length * dimensions];
          for (int k = 0; k < values.length; k++) {
            values[k] = size * ((k * 7 % 5) - 2);
          }
          KernelComparison comparison = new KernelComparison();
          Tensor s = comparison.input(Shape.of(sizes.length, dimensions), values);
          Tensor dv = comparison.normal(sizes.length, dimensions);
          comparison.compare(
              Float.MIN_NORMAL,
              (backend, outputs) -> {
                backend.capsules().squash(s, epsilon, outputs.get(0));
                backend.capsules().squashBackward(s, epsilon, dv, outputs.get(1));
              },
              s.shape(),
              s.shape());
        }
      }
    }
  }

  @Property(tries = 60)
  void predictionVectors(
      @ForAll @IntRange(max = 35) int batch,
      @ForAll @IntRange(min = 1, max = 20) int in,
      @ForAll @IntRange(min = 1, max = 17) int inDimensions,
      @ForAll @IntRange(min = 1, max = 11) int out,
      @ForAll @IntRange(min = 1, max = 18) int outDimensions) {
    checkPredictionVectors(batch, in, inDimensions, out, outDimensions);
  }

  @Example
  void predictionVectorsOfTheDigitCapsules() {
    checkPredictionVectors(5, 36, 8, 10, 16);
    checkPredictionVectors(128, 3, 8, 10, 16);
    checkPredictionVectors(1, 1, 1, 1, 1);
  }

  private static void checkPredictionVectors(
      int batch, int in, int inDimensions, int out, int outDimensions) {
    KernelComparison comparison = new KernelComparison();
    Tensor u = comparison.normal(batch, in, inDimensions);
    Tensor w = comparison.normal(in, out, outDimensions, inDimensions);
    Tensor dp = comparison.normal(batch, in, out, outDimensions);
    comparison.compare(
        1,
        (backend, outputs) -> {
          backend.capsules().predictionVectors(u, w, outputs.get(0));
          backend.capsules().predictionVectorsBackwardInput(dp, w, outputs.get(1));
          backend.capsules().predictionVectorsBackwardWeight(u, dp, outputs.get(2));
        },
        dp.shape(),
        u.shape(),
        w.shape());
  }

  @Property(tries = 60)
  void stepsOfRouting(
      @ForAll @IntRange(max = 9) int batch,
      @ForAll @IntRange(min = 1, max = 40) int in,
      @ForAll @IntRange(min = 1, max = 11) int out,
      @ForAll @IntRange(min = 1, max = 33) int dimensions) {
    KernelComparison comparison = new KernelComparison();
    Tensor c = comparison.normal(batch, in, out);
    Tensor p = comparison.normal(batch, in, out, dimensions);
    Tensor v = comparison.normal(batch, out, dimensions);
    comparison.compare(
        1,
        (backend, outputs) -> {
          backend.capsules().weightedSum(c, p, outputs.get(0));
          backend.capsules().agreement(p, v, outputs.get(1));
          backend.capsules().spread(c, v, outputs.get(2));
        },
        v.shape(),
        c.shape(),
        p.shape());
  }
}
