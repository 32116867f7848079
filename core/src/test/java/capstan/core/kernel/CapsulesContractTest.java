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
          backend.capsules().lengths(s, 0.5f, outputs.get(4));
          backend.capsules().lengthsBackward(s, 0.5f, dLengths, outputs.get(5));
        },
        s.shape(),
        s.shape(),
        dLengths.shape(),
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

  /** Capsules of all lengths, on both sides of where the series ends. */
  @Property(tries = 60)
  void exponentialSquash(
      @ForAll @IntRange(max = 70) int rows, @ForAll @IntRange(min = 1, max = 37) int dimensions) {
    KernelComparison comparison = new KernelComparison();
    float[] values = new float[rows * dimensions];
    for (int k = 0; k < values.length; k++) {
      int row = k / dimensions;
      values[k] = row % 9 == 0 ? 0 : (float) Math.pow(2, row % 31 - 25) * (k * 7 % 5 - 2);
    }
    Tensor s = comparison.input(Shape.of(rows, dimensions), values);
    Tensor dv = comparison.normal(rows, dimensions);
    comparison.compare(
        1,
        (backend, outputs) -> {
          backend.capsules().exponentialSquash(s, outputs.get(0));
          backend.capsules().exponentialSquashBackward(s, dv, outputs.get(1));
          outputs.get(2).copyFrom(s);
          backend.capsules().exponentialSquash(outputs.get(2), outputs.get(2));
          outputs.get(3).copyFrom(dv);
          backend.capsules().exponentialSquashBackward(s, outputs.get(3), outputs.get(3));
        },
        s.shape(),
        s.shape(),
        s.shape(),
        s.shape());
  }
}
