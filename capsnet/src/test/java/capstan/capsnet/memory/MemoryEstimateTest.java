package capstan.capsnet.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import capstan.autograd.Tape;
import capstan.capsnet.layer.ModelParameter;
import capstan.capsnet.model.Model;
import capstan.capsnet.network.CapsNetPresets;
import capstan.core.Tensor;
import capstan.core.Workspace;
import capstan.core.backend.Backends;
import capstan.core.kernel.Backend;
import org.junit.jupiter.api.Test;

class MemoryEstimateTest {

  @Test
  void aStepOfTheFullNetworkTakesWhatWasEstimated() {
    int batch = 32;
    Model model = CapsNetPresets.paper().newModel(1);
    long parameters =
        model.modelParameters().stream()
            .map(ModelParameter::parameter)
            .mapToLong(each -> 4L * each.value().elements())
            .sum();
    Workspace workspace = new Workspace();
    try (Backend backend = Backends.simd(2)) {
      MemoryEstimate estimate = MemoryEstimate.of(model, backend, batch, 0, 47_000_000);
      assertThat(estimate.parameters()).isEqualTo(4 * parameters);
      assertThat(estimate.total())
          .isEqualTo(
              estimate.parameters()
                  + estimate.step()
                  + estimate.data()
                  + Math.max(estimate.saving(), estimate.pictures())
                  + estimate.other());
      Tape tape = new Tape(backend, workspace, true);
      Tensor images = workspace.take(batch, 28, 28, 1);
      Tensor targets = workspace.take(batch, 10);
      images.fill(0.5f);
      targets.fill(0);
      tape.backward(model.recordTraining(tape, images, targets, 1).loss());
      long step = workspace.bytes();
      assertThat((double) step).isBetween(0.8 * estimate.step(), 1.0 * estimate.step());
      workspace.reset();
      infer(model, backend, workspace, batch);
      assertThat(workspace.bytes()).as("with a test").isEqualTo(step);
      Workspace ofPictures = new Workspace();
      infer(model, backend, ofPictures, 32);
      assertThat((double) ofPictures.bytes())
          .isBetween(0.8 * estimate.pictures(), 1.0 * estimate.pictures());
    }
  }

  private static void infer(Model model, Backend backend, Workspace workspace, int batch) {
    Tensor images = workspace.take(batch, 28, 28, 1);
    images.fill(0.5f);
    workspace.take(batch, 10);
    model.recordInference(new Tape(backend, workspace, false), images);
  }

  @Test
  void theAdviceHelps() {
    MemoryEstimate largeBatch = new MemoryEstimate(100 << 20, 900L << 20, 0, 0, 0, 0);
    assertThatThrownBy(() -> largeBatch.require(500 << 20, 128))
        .hasMessage(
            "training needs about 1,000 MiB of memory, Java may use 500 MiB: lower --batch, now"
                + " 128, or give Java more with -Xmx");
    MemoryEstimate largeNetwork = new MemoryEstimate(700 << 20, 100 << 20, 0, 200 << 20, 0, 0);
    assertThatThrownBy(() -> largeNetwork.require(500 << 20, 128))
        .hasMessage(
            "training needs about 1,000 MiB of memory, 900 MiB of it for the weights, Java may use"
                + " 500 MiB: take smaller images or fewer capsules, or give Java more with -Xmx");
    largeNetwork.require(1000 << 20, 128);
  }
}
