package capstan.mnist.training;

import static org.assertj.core.api.Assertions.assertThat;

import capstan.autograd.Tape;
import capstan.core.Tensor;
import capstan.core.Workspace;
import capstan.core.backend.Backends;
import capstan.core.kernel.Backend;
import capstan.mnist.model.CapsNetPresets;
import capstan.mnist.model.Model;
import capstan.mnist.model.ModelParameter;
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
      MemoryEstimate estimate = MemoryEstimate.of(model, backend, batch, 47_000_000);
      assertThat(estimate.parameters()).isEqualTo(4 * parameters);
      assertThat(estimate.total())
          .isEqualTo(
              estimate.parameters()
                  + estimate.step()
                  + estimate.data()
                  + estimate.saving()
                  + estimate.other());
      Tape tape = new Tape(backend, workspace, true);
      Tensor images = workspace.take(batch, 28, 28, 1);
      Tensor targets = workspace.take(batch, 10);
      images.fill(0.5f);
      targets.fill(0);
      tape.backward(model.recordTraining(tape, images, targets, 1).loss());
      assertThat((double) workspace.bytes())
          .isBetween(0.7 * estimate.step(), 1.0 * estimate.step());
    }
  }
}
