package capstan.capsnet.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import capstan.autograd.init.InitialDistribution;
import capstan.capsnet.data.ImageSet;
import capstan.capsnet.inference.Classifier;
import capstan.capsnet.network.CapsNet;
import capstan.capsnet.network.CapsuleCount;
import capstan.capsnet.network.SmallCapsNets;
import capstan.core.Tensor;
import capstan.core.backend.Backends;
import capstan.core.kernel.Backend;
import java.util.Collections;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoutingTraceTest {
  @ParameterizedTest
  @CsvSource({
    "scalar, 1, false, 0",
    "scalar, 3, false, 0",
    "scalar, 3, true, 0",
    "scalar, 5, false, 0",
    "scalar, 3, true, 2",
    "auto, 2, true, 0",
    "auto, 3, false, 0",
    "auto, 3, false, 1"
  })
  void theLastLengthsAreTheNetworks(String name, int rounds, boolean bias, int hidden) {
    CapsNet network =
        (CapsNet)
            SmallCapsNets.odd()
                .with("routing-rounds", rounds)
                .with("digit-bias", bias)
                .with("initial-w", InitialDistribution.normal(hidden == 0 ? 0.5 : 2))
                .with("digit-layers", Collections.nCopies(hidden, new CapsuleCount(6, 5)))
                .newModel(6);
    ImageSet images = OddImages.of(network.configuration(), 4);
    try (Backend backend = Backends.lookup(name, 1).backend();
        Classifier classifier = new Classifier(network, Backends.lookup(name, 1).backend())) {
      for (int image = 0; image < images.count(); image++) {
        float[] pixels = new float[images.imageSize()];
        images.copyImage(image, pixels, 0);
        RoutingTrace trace = RoutingTrace.of(network, backend, pixels);
        assertThat(trace.rounds()).hasSize(rounds);
        Tensor last = trace.rounds().getLast().lengths();
        var expected = classifier.predict(pixels);
        assertThat(trace.winner()).isEqualTo(expected.label());
        for (int label = 0; label < 4; label++) {
          assertThat(last.get(label)).isCloseTo(expected.scores().get(label), within(2e-5f));
        }
        checkCoefficients(trace);
      }
    }
  }

  /** Every primary capsule gives all it has, and at first the same to each class. */
  private static void checkCoefficients(RoutingTrace trace) {
    int capsules = trace.primaryLengths().elements();
    for (RoutingTrace.Round round : trace.rounds()) {
      double[] sums = new double[capsules];
      for (int label = 0; label < 4; label++) {
        float[] column = round.coefficientsOf(label);
        assertThat(column).hasSize(capsules);
        for (int i = 0; i < capsules; i++) {
          sums[i] += column[i];
        }
      }
      for (double sum : sums) {
        assertThat(sum).isCloseTo(1, within(1e-5));
      }
    }
    assertThat(trace.rounds().getFirst().coefficients().toArray()).containsOnly(0.25f);
    assertThat(trace.rounds().getFirst().meanEntropy()).isCloseTo(2, within(1e-6));
    for (int i = 1; i < trace.rounds().size(); i++) {
      RoutingTrace.Round round = trace.rounds().get(i);
      assertThat(round.meanEntropy()).isLessThan(2);
      assertThat(round.leastEntropy()).isLessThan(round.meanEntropy());
      assertThat(trace.weightedEntropy(round)).isBetween(round.leastEntropy(), 2.0);
    }
  }
}
