package capstan.core.kernel;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import capstan.core.Shape;
import capstan.core.Tensor;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class SelfAttentionContractTest {

  @Property(tries = 60)
  void anyExtents(
      @ForAll @IntRange(max = 5) int batch,
      @ForAll @IntRange(min = 1, max = 9) int below,
      @ForAll @IntRange(min = 1, max = 10) int in,
      @ForAll @IntRange(min = 1, max = 5) int above,
      @ForAll @IntRange(min = 1, max = 37) int out) {
    compare(batch, below, in, above, out);
  }

  @Example
  void asEfficientCapsNetHasIt() {
    compare(33, 16, 8, 10, 16);
  }

  private static void compare(int batch, int below, int in, int above, int out) {
    KernelComparison comparison = new KernelComparison();
    Tensor u = comparison.normal(batch, below, in);
    Tensor weight = comparison.normal(above, below, in, out);
    Tensor bias = comparison.normal(above, below);
    Tensor predictions = comparison.normal(batch, above, below, out);
    Tensor dPredictions = comparison.normal(batch, above, below, out);
    Tensor ds = comparison.normal(batch, above, out);
    comparison.compare(
        Math.sqrt(in + (double) above * out + batch),
        (backend, outputs) -> {
          backend.selfAttention().predict(u, weight, outputs.get(0));
          backend.selfAttention().predictBackwardCapsules(dPredictions, weight, outputs.get(1));
          backend.selfAttention().predictBackwardWeight(u, dPredictions, outputs.get(2));
        },
        predictions.shape(),
        u.shape(),
        weight.shape());
    Shape couplings = Shape.of(batch, above, below);
    comparison.compare(
        Math.sqrt(out) * below,
        (backend, outputs) -> {
          backend.selfAttention().attend(predictions, bias, outputs.get(0), outputs.get(1));
          backend
              .selfAttention()
              .attendBackward(
                  predictions, bias, outputs.get(0), ds, outputs.get(2), outputs.get(3));
        },
        couplings,
        ds.shape(),
        predictions.shape(),
        couplings);
  }

  @Example
  void capsulesThatDoNotFitAreRefused() {
    assertThatThrownBy(() -> SelfAttention.predictions(Shape.of(2, 3, 4), Shape.of(5, 3, 6, 4)))
        .hasMessage(
            "self-attention: capsules [B, J, D] and weights [K, J, D, E] are needed,"
                + " found [2, 3, 4] and [5, 3, 6, 4]");
  }
}
