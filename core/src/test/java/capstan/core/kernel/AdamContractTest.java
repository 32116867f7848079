package capstan.core.kernel;

import capstan.core.Tensor;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class AdamContractTest {

  @Property(tries = 50)
  void shortParameters(
      @ForAll @IntRange(max = 70) int n, @ForAll @IntRange(min = 1, max = 100_000) int step) {
    check(n, step);
  }

  @Property(tries = 5)
  void longParameters(@ForAll @IntRange(min = 30_000, max = 200_000) int n) {
    check(n, 3);
  }

  private static void check(int n, int step) {
    KernelComparison comparison = new KernelComparison();
    Tensor parameter = comparison.normal(n);
    Tensor gradient = comparison.normal(n);
    Tensor first = comparison.normal(n);
    Tensor root = comparison.normal(n);
    comparison.compare(
        1,
        (backend, outputs) -> {
          outputs.get(0).copyFrom(parameter);
          outputs.get(1).copyFrom(first);
          backend.pointwise().multiply(root, root, outputs.get(2));
          for (int more = 0; more < 2; more++) {
            backend
                .adam()
                .update(
                    outputs.get(0),
                    gradient,
                    outputs.get(1),
                    outputs.get(2),
                    AdamSettings.DEFAULT,
                    0.01f,
                    step + more);
          }
        },
        parameter.shape(),
        parameter.shape(),
        parameter.shape());
  }
}
