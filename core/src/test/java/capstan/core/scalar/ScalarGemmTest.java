package capstan.core.scalar;

import static capstan.core.testing.Closeness.assertClose;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import capstan.core.Shape;
import capstan.core.Tensor;
import capstan.core.testing.RandomNumbers;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class ScalarGemmTest {
  private final ScalarGemm gemm = new ScalarGemm();

  @Property(tries = 200)
  void sumsTheProductsOfRowAndColumn(
      @ForAll @IntRange(min = 1, max = 9) int m,
      @ForAll @IntRange(min = 1, max = 9) int n,
      @ForAll @IntRange(max = 9) int k,
      @ForAll boolean transposeA,
      @ForAll boolean transposeB) {
    Tensor a = normal(transposeA ? Shape.of(k, m) : Shape.of(m, k), 1);
    Tensor b = normal(transposeB ? Shape.of(n, k) : Shape.of(k, n), 2);
    Tensor c = Tensor.zeros(m, n);
    c.fill(Float.NaN);
    gemm.multiply(a, transposeA, b, transposeB, c);
    double[] expected = new double[m * n];
    for (int p = 0; p < k; p++) {
      for (int element = 0; element < m * n; element++) {
        int i = element / n;
        int j = element % n;
        double left = transposeA ? a.get(p, i) : a.get(i, p);
        double right = transposeB ? b.get(j, p) : b.get(p, j);
        expected[element] += left * right;
      }
    }
    assertClose(c.toArray(), expected, 1, 1e-6);
  }

  @Example
  void namesBothShapesWhenTheyDoNotFit() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                gemm.multiply(
                    Tensor.zeros(2, 3), false, Tensor.zeros(4, 5), false, Tensor.zeros(2, 5)))
        .withMessage("gemm: b must be [3, 5], found Tensor[4, 5]");
  }

  private static Tensor normal(Shape shape, long seed) {
    return Tensor.of(shape, RandomNumbers.normal(shape.elements(), seed));
  }
}
