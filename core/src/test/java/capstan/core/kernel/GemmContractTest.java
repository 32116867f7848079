package capstan.core.kernel;

import capstan.core.Shape;
import capstan.core.Tensor;
import capstan.core.testing.RandomNumbers;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class GemmContractTest {

  /** Up to twice the largest tile and one more, in every direction. */
  @Property(tries = 60)
  void smallProducts(
      @ForAll @IntRange(max = 29) int m,
      @ForAll @IntRange(max = 65) int n,
      @ForAll @IntRange(max = 40) int k,
      @ForAll boolean transposeA,
      @ForAll boolean transposeB) {
    check(m, n, k, transposeA, transposeB);
  }

  /** Beyond every block of the cache. */
  @Property(tries = 10)
  void productsOfSeveralBlocks(
      @ForAll @IntRange(min = 130, max = 320) int m,
      @ForAll @IntRange(min = 200, max = 530) int n,
      @ForAll @IntRange(min = 250, max = 530) int k,
      @ForAll boolean transposeA,
      @ForAll boolean transposeB) {
    check(m, n, k, transposeA, transposeB);
  }

  @Property(tries = 10)
  void longThinProducts(
      @ForAll @IntRange(min = 1, max = 3) int thin,
      @ForAll @IntRange(min = 2000, max = 3000) int length,
      @ForAll @IntRange(max = 2) int axis,
      @ForAll boolean transposeA,
      @ForAll boolean transposeB) {
    check(
        axis == 0 ? length : thin,
        axis == 1 ? length : thin,
        axis == 2 ? length : thin,
        transposeA,
        transposeB);
  }

  /**
   * So deep that the packed factor no longer fits what is packed at a time. The factors are small
   * whole numbers, whose sums are exact in any order: of others, sums this long differ by rounding.
   */
  @Property(tries = 3)
  void deepProducts(
      @ForAll @IntRange(min = 37, max = 60) int m,
      @ForAll @IntRange(min = 1, max = 60) int n,
      @ForAll @IntRange(min = 70_000, max = 75_000) int k,
      @ForAll boolean transposeA) {
    KernelComparison comparison = new KernelComparison();
    Tensor a = transposeA ? wholeNumbers(comparison, k, m) : wholeNumbers(comparison, m, k);
    Tensor b = transposeA ? wholeNumbers(comparison, k, n) : wholeNumbers(comparison, n, k);
    comparison.compareBits(
        (backend, outputs) ->
            backend.gemm().multiply(a, transposeA, b, !transposeA, outputs.get(0)),
        Shape.of(m, n));
  }

  private static Tensor wholeNumbers(KernelComparison comparison, int rows, int columns) {
    float[] values = RandomNumbers.normal(rows * columns, rows);
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.round(2 * values[i]);
    }
    return comparison.input(Shape.of(rows, columns), values);
  }

  /** Last panels of every height, between whole vectors of the depth and just beyond. */
  @Property(tries = 20)
  void panelsOfTwelveRows(
      @ForAll @IntRange(min = 12, max = 49) int m,
      @ForAll @IntRange(min = 31, max = 65) int n,
      @ForAll @IntRange(min = 1, max = 9) int vectors,
      @ForAll @IntRange(min = -1, max = 1) int more,
      @ForAll boolean transposeB) {
    check(m, n, 16 * vectors + more, false, transposeB);
  }

  @Example
  void rowByColumn() {
    check(1, 1, 1, false, false);
    check(1, 1, 1000, false, true);
    check(300, 1, 1, true, false);
  }

  private static void check(int m, int n, int k, boolean transposeA, boolean transposeB) {
    KernelComparison comparison = new KernelComparison();
    Tensor a = transposeA ? comparison.normal(k, m) : comparison.normal(m, k);
    Tensor b = transposeB ? comparison.normal(n, k) : comparison.normal(k, n);
    comparison.compare(
        Math.sqrt(k),
        (backend, outputs) -> backend.gemm().multiply(a, transposeA, b, transposeB, outputs.get(0)),
        Shape.of(m, n));
  }
}
