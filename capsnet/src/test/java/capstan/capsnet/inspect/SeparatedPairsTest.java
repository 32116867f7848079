package capstan.capsnet.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import capstan.capsnet.data.DrawnDigits;
import capstan.capsnet.data.ImageSet;
import capstan.capsnet.data.OverlappingPairs;
import capstan.capsnet.inference.Classifier;
import capstan.capsnet.model.ImageExtents;
import capstan.capsnet.network.CapsNet;
import capstan.capsnet.network.CapsNetPresets;
import capstan.core.backend.Backends;
import capstan.core.kernel.Backend;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Separated pairs against pairs drawn and read one at a time. */
class SeparatedPairsTest {
  private static final ImageSet DIGITS = DrawnDigits.dataset(60, 1, 4, 1).train();

  @Test
  void eachPartIsWhatItSays() {
    CapsNet network =
        (CapsNet)
            CapsNetPresets.paper()
                .with("conv1-kernels", 4)
                .with("primary-types", 2)
                .with("primary-dimensions", 4)
                .with("digit-dimensions", 4)
                .with("decoder-hidden", List.of(8, 16))
                .resized(new ImageExtents(36, 36, 1), 10)
                .newModel(5);
    OverlappingPairs pairs = new OverlappingPairs(DIGITS, 4, 3);
    Set<Boolean> turned = new HashSet<>();
    try (Backend backend = Backends.scalar();
        Classifier alone = new Classifier(network, Backends.scalar())) {
      SeparatedPairs separated = SeparatedPairs.first(network, backend, pairs, 60);
      assertThat(separated.pairs()).hasSize(60);
      int size = pairs.frameSize();
      for (int base = 0; base < 60; base++) {
        SeparatedPairs.Pair pair = separated.pairs().get(base);
        float[] frames = new float[3 * size];
        pairs.draw(0, base, frames, 0, size, 2 * size);
        float[] merged = Arrays.copyOf(frames, size);
        assertThat(pair.merged().toArray()).containsExactly(merged);
        int below = DIGITS.label(base);
        int above = DIGITS.label(pairs.top(0, base));
        assertThat(labels(pair.sources())).containsExactly(below, above);
        for (int part = 0; part < 2; part++) {
          assertThat(pair.sources().get(part).pixels().toArray())
              .containsExactly(Arrays.copyOfRange(frames, (part + 1) * size, (part + 2) * size));
        }
        assertThat(labels(pair.byLabel())).containsExactly(below, above);
        float[] lengths = alone.predict(merged).scoreArray();
        List<Integer> longest =
            IntStream.range(0, 10)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer label) -> -lengths[label]))
                .limit(2)
                .toList();
        List<Integer> predicted = labels(pair.byPrediction());
        assertThat(predicted).containsExactlyInAnyOrderElementsOf(longest);
        // What agrees with a class stands where that class does.
        assertThat(predicted.get(0) == above || predicted.get(1) == below).isFalse();
        turned.add(!predicted.equals(longest));
        assertThat(pair.right()).isEqualTo(longest.contains(below) && longest.contains(above));
      }
    }
    assertThat(turned).containsExactlyInAnyOrder(true, false);
  }

  private static List<Integer> labels(List<SeparatedPairs.Part> parts) {
    return parts.stream().map(SeparatedPairs.Part::label).toList();
  }
}
