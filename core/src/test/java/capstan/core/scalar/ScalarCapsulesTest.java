package capstan.core.scalar;

import static capstan.core.testing.CentralDifferences.dot;
import static capstan.core.testing.CentralDifferences.gradient;
import static capstan.core.testing.Closeness.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import capstan.core.Shape;
import capstan.core.Tensor;
import capstan.core.testing.RandomNumbers;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class ScalarCapsulesTest {
  private final ScalarCapsules capsules = new ScalarCapsules();

  @Property(tries = 100)
  void squashFollowsEquationOne(
      @ForAll @IntRange(max = 3) int rows,
      @ForAll @IntRange(min = 1, max = 5) int dimensions,
      @ForAll boolean withEpsilon) {
    float epsilon = withEpsilon ? 0.01f : 0;
    Tensor s = normal(1, rows, dimensions);
    Tensor dv = normal(2, rows, dimensions);
    Tensor v = garbage(rows, dimensions);
    Tensor ds = garbage(rows, dimensions);
    capsules.squash(s, epsilon, v);
    capsules.squashBackward(s, epsilon, dv, ds);
    double[] exact = exact(s);
    assertClose(v.toArray(), CapsuleFormulas.squash(exact, dimensions, epsilon), 0, 1e-6);
    assertClose(
        ds.toArray(),
        gradient(at -> dot(exact(dv), CapsuleFormulas.squash(at, dimensions, epsilon)), exact),
        0,
        1e-5);
  }

  @Example
  void squashIsFiniteAndRightForTinyCapsules() {
    for (float size : new float[] {0, Float.MIN_VALUE, 1e-30f, 2e-23f, 1e-22f, 1e-19f, 1e-10f}) {
      for (float epsilon : new float[] {0, 1e-30f, 1e-7f}) {
        Tensor s = Tensor.of(Shape.of(1, 2), size, 0);
        Tensor dv = Tensor.of(Shape.of(1, 2), 3, 4);
        Tensor v = garbage(1, 2);
        Tensor ds = garbage(1, 2);
        capsules.squash(s, epsilon, v);
        capsules.squashBackward(s, epsilon, dv, ds);
        double q = (double) size * size;
        double factor = q == 0 ? 0 : q / (1 + q) / Math.sqrt(q + epsilon);
        double slope =
            q == 0 ? 0 : (2 / (1 + q) - q / (q + epsilon)) / (1 + q) / Math.sqrt(q + epsilon);
        assertThat((double) v.get(0, 0))
            .isCloseTo(factor * size, within(1e-6 * factor * size + 1e-44));
        assertThat((double) ds.get(0, 0))
            .isCloseTo(3 * (factor + slope * q), within(4e-5 * factor + 2e-22));
        assertThat((double) ds.get(0, 1)).isCloseTo(4 * factor, within(4e-5 * factor + 2e-22));
      }
    }
  }

  @Example
  void squashShortensLongCapsulesToLengthOne() {
    Tensor v = Tensor.zeros(1, 2);
    capsules.squash(Tensor.of(Shape.of(1, 2), 3e5f, 4e5f), 0, v);
    assertThat(v.toArray()).containsExactly(0.6f, 0.8f);
    capsules.squash(Tensor.of(Shape.of(1, 2), 3e14f, 4e14f), 0, v);
    assertThat(v.toArray()).containsExactly(0.6f, 0.8f);
  }

  @Property(tries = 60)
  void lengthsAreNorms(
      @ForAll @IntRange(max = 4) int rows, @ForAll @IntRange(min = 1, max = 6) int dimensions) {
    Tensor v = normal(1, rows, dimensions);
    Tensor dLengths = normal(2, rows);
    Tensor lengths = garbage(rows);
    Tensor dv = garbage(rows, dimensions);
    capsules.lengths(v, lengths);
    capsules.lengthsBackward(v, dLengths, dv);
    assertClose(lengths.toArray(), CapsuleFormulas.lengths(exact(v), dimensions), 0, 1e-6);
    assertClose(
        dv.toArray(),
        gradient(at -> dot(exact(dLengths), CapsuleFormulas.lengths(at, dimensions)), exact(v)),
        0,
        1e-5);
  }

  @Example
  void aZeroCapsuleHasLengthZeroAndGradientZero() {
    Tensor length = garbage(1);
    Tensor dv = garbage(1, 3);
    capsules.lengths(Tensor.zeros(1, 3), length);
    capsules.lengthsBackward(Tensor.zeros(1, 3), Tensor.of(Shape.of(1), 5), dv);
    assertThat(length.toArray()).containsExactly(0);
    assertThat(dv.toArray()).containsExactly(0, 0, 0);
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
