package capstan.capsnet.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import capstan.autograd.Tape;
import capstan.capsnet.model.Model;
import capstan.capsnet.network.CapsNetConfiguration;
import capstan.capsnet.network.SmallCapsNets;
import capstan.capsnet.training.SmallRuns;
import capstan.core.Tensor;
import capstan.core.Workspace;
import capstan.core.backend.Backends;
import capstan.core.kernel.Backend;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is said of an image does not depend on the images beside it. */
class PredictionIndependenceTest {
  private static final int BATCH = 8;

  private static float[] lengths(Backend backend, Model model, Tensor images) {
    return model
        .recordInference(new Tape(backend, new Workspace(), false), images)
        .scores()
        .value()
        .toArray();
  }

  @Test
  void batchMatesDoNotMatter() {
    CapsNetConfiguration network = SmallRuns.tinyNetwork();
    Model model = network.newModel(3);
    int classes = network.classes();
    Tensor images = SmallCapsNets.images(BATCH, network.image(), 1);
    for (Backend backend : List.of(Backends.scalar(), Backends.simd(2))) {
      try (backend) {
        float[] together = lengths(backend, model, images);
        // Other mates, the same place in the batch: the same bits.
        Tensor others = SmallCapsNets.images(BATCH, network.image(), 2);
        others.slice(5, 1).copyFrom(images.slice(5, 1));
        float[] amongOthers = lengths(backend, model, others);
        assertThat(Arrays.copyOfRange(amongOthers, 5 * classes, 6 * classes))
            .isEqualTo(Arrays.copyOfRange(together, 5 * classes, 6 * classes));
        assertThat(Arrays.copyOfRange(amongOthers, 0, classes))
            .isNotEqualTo(Arrays.copyOfRange(together, 0, classes));
        // Alone: another kernel may compute it, in another order.
        for (int image = 0; image < BATCH; image++) {
          float[] alone = lengths(backend, model, images.slice(image, 1));
          for (int j = 0; j < classes; j++) {
            assertThat(alone[j]).isCloseTo(together[image * classes + j], within(1e-5f));
          }
        }
      }
    }
  }
}
