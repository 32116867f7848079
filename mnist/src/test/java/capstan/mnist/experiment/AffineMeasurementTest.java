package capstan.mnist.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import capstan.capsnet.data.DrawnDigits;
import capstan.capsnet.data.ImageSet;
import capstan.capsnet.inference.Evaluation;
import capstan.capsnet.model.Model;
import capstan.capsnet.network.CapsNetPresets;
import capstan.capsnet.training.TrainingListener;
import capstan.core.backend.Backends;
import capstan.core.kernel.Backend;
import capstan.mnist.warp.AffinePose;
import capstan.mnist.warp.AffineWarp;
import capstan.mnist.warp.ImageVersions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A network shown versions of images: as many errors as when shown each of them alone. */
class AffineMeasurementTest {
  private static final ImageSet DIGITS = DrawnDigits.dataset(1, 30, 3, 1).test();

  private record Versions(List<ImageSet> sets) implements ImageVersions {
    @Override
    public String origin() {
      return "by hand";
    }

    @Override
    public int versions() {
      return sets.size();
    }

    @Override
    public ImageSet version(int version) {
      return sets.get(version);
    }

    @Override
    public Optional<AffinePose> pose(int version, int image) {
      return Optional.empty();
    }
  }

  private static ImageSet reversed(ImageSet set) {
    int[] order = new int[set.count()];
    for (int i = 0; i < order.length; i++) {
      order[i] = order.length - 1 - i;
    }
    return set.select(order);
  }

  @Test
  void everyVersionIsShown(@TempDir Path folder) throws IOException {
    Model network =
        CapsNetPresets.paper()
            .with("conv1-kernels", 4)
            .with("primary-types", 2)
            .with("decoder", false)
            .newModel(5);
    ImageSet turned = AffineWarp.rotation(90).apply(DIGITS);
    try (Backend backend = Backends.simd(1)) {
      AffineScore score =
          AffineScore.measure(
              "a",
              new NetworkTest(network, backend, UnfinishedTest.in(folder)),
              new Versions(List.of(DIGITS, turned)),
              20,
              TrainingListener.SILENT);
      assertThat(score.images()).isEqualTo(20);
      assertThat(score.keepsPlaces()).isTrue();
      List<ImageSet> shown = List.of(DIGITS.first(20), turned.first(20));
      for (int version = 0; version < 2; version++) {
        for (int image = 0; image < 20; image++) {
          int wrong =
              new Evaluation(network, backend, 1)
                  .evaluate(shown.get(version).range(image, 1))
                  .confusion()
                  .wrong();
          assertThat(score.misread().get(version).get(image)).isEqualTo(wrong == 1);
        }
      }
      assertThat(score.misread().getFirst()).isNotEqualTo(score.misread().getLast());
      AffineScore elsewhere =
          AffineScore.measure(
              "a",
              new NetworkTest(network, backend, UnfinishedTest.in(folder)),
              new Versions(List.of(DIGITS, reversed(DIGITS))),
              30,
              TrainingListener.SILENT);
      assertThat(elsewhere.keepsPlaces()).isFalse();
    }
  }
}
