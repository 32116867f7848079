package capstan.core.kernel;

import capstan.core.Tensor;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class AdamContractTest {

  @Property(tries = 50)
  void shortParameters(
      @ForAll @IntRange(max = 70) int n, @ForAll @IntRange(min = 1, max = 100_000) int step) {
    check(n, new AdamStep(0.01f, step, 0, 1));
  }

  @Property(tries = 50)
  void shrinkingParametersOfShortenedGradients(
      @ForAll @IntRange(max = 70) int n, @ForAll @IntRange(min = 1, max = 100_000) int step) {
    check(n, new AdamStep(0.01f, step, 0.3f, 0.7f));
  }

  @Property(tries = 5)
  void longParameters(@ForAll @IntRange(min = 30_000, max = 200_000) int n) {
    check(n, new AdamStep(0.01f, 3, 0.3f, 0.7f));
  }

  private static void check(int n, AdamStep step) {
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
                    new AdamStep(
                        step.rate(),
                        step.number() + more,
                        step.weightDecay(),
                        step.gradientFactor()));
          }
        },
        parameter.shape(),
        parameter.shape(),
        parameter.shape());
  }
}
