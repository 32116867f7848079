package capstan.core.kernel;

import capstan.core.Shape;
import capstan.core.Tensor;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class SoftmaxContractTest {

  @Property(tries = 60)
  void bothDirections(
      @ForAll @IntRange(max = 70) int rows, @ForAll @IntRange(min = 1, max = 40) int columns) {
    check(rows, columns);
  }

  @Example
  void manyRowsAndLongRows() {
    check(5000, 10);
    check(3, 1000);
  }

  private static void check(int rows, int columns) {
    KernelComparison comparison = new KernelComparison();
    Tensor x = comparison.normal(rows, columns);
    Tensor dy = comparison.normal(rows, columns);
    comparison.compare(
        0.1,
        (backend, outputs) -> {
          backend.softmax().forward(x, outputs.get(0));
          backend.softmax().backward(outputs.get(0), dy, outputs.get(1));
        },
        x.shape(),
        x.shape());
    comparison.compare(
        0.1,
        (backend, outputs) -> {
          outputs.get(0).copyFrom(x);
          backend.softmax().forward(outputs.get(0), outputs.get(0));
          outputs.get(1).copyFrom(dy);
          backend.softmax().backward(outputs.get(0), outputs.get(1), outputs.get(1));
        },
        x.shape(),
        x.shape());
  }

  @Example
  void largeLogits() {
    float[] special = {1e30f, 0, -1e30f, 500, -500, 1e30f, 88};
    for (int columns : new int[] {1, 2, 7, 10, 16, 17, 33}) {
      float[] values = new float[19 * columns];
      for (int k = 0; k < values.length; k++) {
        values[k] = special[k % special.length];
      }
      KernelComparison comparison = new KernelComparison();
      Tensor x = comparison.input(Shape.of(19, columns), values);
      comparison.compare(
          0, (backend, outputs) -> backend.softmax().forward(x, outputs.get(0)), x.shape());
    }
  }
}
