package capstan.core.kernel;

import capstan.core.Shape;
import capstan.core.Tensor;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class ReductionContractTest {

  @Property(tries = 50)
  void shortSums(@ForAll @IntRange(max = 300) int n) {
    checkSums(n);
  }

  @Property(tries = 5)
  void longSums(@ForAll @IntRange(min = 30_000, max = 300_000) int n) {
    checkSums(n);
  }

  private static void checkSums(int n) {
    KernelComparison comparison = new KernelComparison();
    Tensor a = comparison.normal(n);
    Tensor b = comparison.normal(n);
    comparison.compare(
        Math.sqrt(n),
        (backend, outputs) -> {
          outputs.get(0).set((float) backend.reduction().sum(a), 0);
          outputs.get(1).set((float) backend.reduction().sumOfSquaredDifferences(a, b), 0);
          outputs.get(2).set((float) backend.reduction().sumOfSquares(a), 0);
        },
        Shape.of(1),
        Shape.of(1),
        Shape.of(1));
  }

  @Property(tries = 50)
  void columnSums(
      @ForAll @IntRange(max = 300) int rows, @ForAll @IntRange(min = 1, max = 70) int columns) {
    checkColumnSums(rows, columns);
  }

  @Property(tries = 5)
  void columnSumsOfManyRows(
      @ForAll @IntRange(min = 5_000, max = 8_000) int rows,
      @ForAll @IntRange(min = 1, max = 40) int columns) {
    checkColumnSums(rows, columns);
  }

  private static void checkColumnSums(int rows, int columns) {
    KernelComparison comparison = new KernelComparison();
    Tensor x = comparison.normal(rows, columns);
    comparison.compare(
        Math.sqrt(rows),
        (backend, outputs) -> backend.reduction().columnSums(x, outputs.get(0)),
        Shape.of(columns));
  }

  @Property(tries = 50)
  void columnProducts(
      @ForAll @IntRange(max = 300) int rows, @ForAll @IntRange(min = 1, max = 70) int columns) {
    checkColumnProducts(rows, columns);
  }

  @Property(tries = 5)
  void columnProductsOfManyRows(
      @ForAll @IntRange(min = 5_000, max = 8_000) int rows,
      @ForAll @IntRange(min = 1, max = 40) int columns) {
    checkColumnProducts(rows, columns);
  }

  private static void checkColumnProducts(int rows, int columns) {
    KernelComparison comparison = new KernelComparison();
    Tensor a = comparison.normal(rows, columns);
    Tensor aMeans = comparison.normal(columns);
    Tensor b = comparison.normal(rows, columns);
    Tensor bMeans = comparison.normal(columns);
    comparison.compare(
        2 * Math.sqrt(rows),
        (backend, outputs) -> {
          backend.reduction().columnProducts(a, aMeans, b, bMeans, outputs.get(0));
          backend.reduction().columnProducts(a, aMeans, a, aMeans, outputs.get(1));
        },
        Shape.of(columns),
        Shape.of(columns));
  }
}
