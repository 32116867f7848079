package capstan.capsnet.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import capstan.capsnet.checkpoint.RunFiles;
import capstan.capsnet.checkpoint.RunFolder;
import capstan.capsnet.data.Dataset;
import capstan.capsnet.inference.SavedModel;
import capstan.capsnet.model.ImageExtents;
import capstan.capsnet.network.CapsNetPresets;
import capstan.capsnet.network.Preset;
import capstan.capsnet.run.RateDecay;
import capstan.capsnet.run.RunConfiguration;
import capstan.capsnet.run.SaveInterval;
import capstan.capsnet.run.Selection;
import capstan.capsnet.run.TrainingConfiguration;
import capstan.capsnet.setting.InvalidSettingException;
import capstan.core.backend.Backends;
import capstan.core.kernel.AdamSettings;
import capstan.core.kernel.Backend;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainerFailureTest {
  private static final Dataset DATA = SmallRuns.digits(60, 10);

  @TempDir private Path folder;

  @Test
  void nanStopsNamesTheStepAndTheLayerAndKeepsTheLastGoodCheckpoint() throws IOException {
    RunConfiguration configuration = SmallRuns.run(SmallRuns.tinyNetwork(), 10, 2);
    Trainer[] holder = new Trainer[1];
    TrainingListener poisoner =
        new TrainingListener() {
          @Override
          public void stepCompleted(TrainingProgress progress) {
            if (progress.step() == 8) {
              holder[0].model().parameters().get(2).value().set(Float.NaN, 0, 0, 0, 0);
            }
          }
        };
    try (Backend backend = Backends.simd(1);
        RunFolder run = RunFolder.create(folder.resolve("run"));
        Trainer trainer =
            Trainer.start(configuration, DATA, backend, run, SaveInterval.EPOCH, poisoner)) {
      holder[0] = trainer;
      assertThatThrownBy(trainer::run)
          .isInstanceOf(TrainingDivergedException.class)
          .hasMessageNotContaining("\n")
          .hasMessageContaining("step 9")
          .hasMessageContaining("primary_caps.conv.weight")
          .hasMessageContaining("NaN");
    }
    assertThat(SavedModel.load(folder.resolve("run")).model().parameters())
        .allSatisfy(parameter -> assertThat(parameter.value().toArray()).doesNotContain(Float.NaN));
  }

  @Test
  void infinityInTheWeightsIsNeverSaved() throws IOException {
    RunConfiguration configuration = SmallRuns.run(SmallRuns.tinyNetwork(), 60, 1);
    Trainer[] holder = new Trainer[1];
    TrainingListener poisoner =
        new TrainingListener() {
          @Override
          public void stepCompleted(TrainingProgress progress) {
            holder[0].model().parameters().getLast().value().set(Float.POSITIVE_INFINITY, 0);
          }
        };
    try (Backend backend = Backends.simd(1);
        RunFolder run = RunFolder.create(folder.resolve("run"));
        Trainer trainer =
            Trainer.start(configuration, DATA, backend, run, SaveInterval.EPOCH, poisoner)) {
      holder[0] = trainer;
      assertThatThrownBy(trainer::run)
          .isInstanceOf(TrainingDivergedException.class)
          .hasMessageContainingAll("at step 1:", "decoder.2.bias holds Infinity");
      assertThat(run.file("checkpoint.safetensors")).doesNotExist();
    }
    assertThat(folder.resolve("run")).doesNotExist();
  }

  @Test
  void norIsItSavedBesideTheWeightsOfTheBestEpoch() throws IOException {
    RunConfiguration run = SmallRuns.run(SmallRuns.tinyNetwork(), 10, 2);
    RunConfiguration best =
        run.withTraining(run.training().with("validation", 20).with("keep", Selection.Keep.BEST));
    Trainer[] holder = new Trainer[1];
    TrainingListener poisoner =
        new TrainingListener() {
          @Override
          public void stepCompleted(TrainingProgress progress) {
            if (progress.step() == 6) {
              holder[0].model().parameters().getLast().value().set(Float.NaN, 0);
            }
          }
        };
    try (Backend backend = Backends.simd(1);
        RunFolder place = RunFolder.create(folder.resolve("run"));
        Trainer trainer =
            Trainer.start(best, DATA, backend, place, new SaveInterval(1, 0), poisoner)) {
      holder[0] = trainer;
      assertThatThrownBy(trainer::run).hasMessageContainingAll("at step 6:", "holds NaN");
    }
    assertThat(RunFiles.checkpointOf(folder.resolve("run")).checkpoint().tensors().values())
        .allSatisfy(tensor -> assertThat(tensor.toArray()).doesNotContain(Float.NaN));
  }

  @Test
  void aRunWithoutEpochsKeepsTheUntrainedNetwork() throws IOException {
    RunConfiguration configuration = SmallRuns.run(SmallRuns.tinyNetwork(), 60, 0);
    try (Backend backend = Backends.simd(1);
        RunFolder run = RunFolder.create(folder.resolve("run"));
        Trainer trainer =
            Trainer.start(
                configuration, DATA, backend, run, SaveInterval.EPOCH, TrainingListener.SILENT)) {
      assertThat(trainer.run().history()).isEmpty();
    }
    assertThat(SavedModel.load(folder.resolve("run")).configuration()).isPresent();
  }

  private static void refused(RunConfiguration configuration, String... parts) {
    try (Backend backend = Backends.scalar()) {
      assertThatThrownBy(() -> Trainer.start(configuration, DATA, backend, TrainingListener.SILENT))
          .hasMessageNotContaining("\n")
          .satisfies(refusal -> assertThat(refusal.getMessage()).contains(parts));
    }
  }

  @Test
  void whatDoesNotFitTheDataIsRefused() {
    RunConfiguration run = SmallRuns.run(SmallRuns.tinyNetwork(), 10, 1);
    refused(
        run.withModel(CapsNetPresets.paper().resized(new ImageExtents(36, 36, 1), 10)),
        "36x36x1",
        "28x28x1");
    refused(run.withTraining(run.training().with("validation", 60)), "validation", "60");
    refused(
        run.withModel(CapsNetPresets.paper()).withTraining(run.training().with("batch", 65_536)),
        "memory",
        "--batch",
        "65536");
  }

  @Test
  void numbersOutOfRangeAreRefusedByName() {
    TrainingConfiguration training = Preset.PAPER.configuration().training();
    assertThatThrownBy(() -> training.with("batch", 0))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessage("batch must be a whole number from 1 to 65,536, found 0");
    assertThatThrownBy(() -> training.with("shift", 1 << 30))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessage("shift must be from 0 to 1,000, found 1.073741824E9");
    assertThatThrownBy(() -> training.with("learning-rate", Double.NaN))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageContaining("learning rate");
    assertThatThrownBy(() -> training.with("shift", -1)).hasMessageContaining("shift");
    assertThatThrownBy(() -> training.with("epochs", -1)).hasMessageContaining("epochs");
    assertThatThrownBy(() -> new AdamSettings(1, 0.999, 1e-8))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("adam: beta1 must be at least 0 and below 1, found 1.0");
    assertThatThrownBy(() -> RateDecay.byStep(0, 1, 0)).isInstanceOf(InvalidSettingException.class);
    assertThatThrownBy(() -> RateDecay.byStep(0.5, 0, 0))
        .isInstanceOf(InvalidSettingException.class);
    assertThatThrownBy(() -> new SaveInterval(-1, 0)).isInstanceOf(InvalidSettingException.class);
    assertThatThrownBy(() -> Preset.named("papre"))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageContaining("papre")
        .hasMessageContaining("paper, official, keras, pytorch, tensorflow, cnn, quick");
  }
}
