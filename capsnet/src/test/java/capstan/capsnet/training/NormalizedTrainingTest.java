package capstan.capsnet.training;

import static org.assertj.core.api.Assertions.assertThat;

import capstan.capsnet.checkpoint.RunFolder;
import capstan.capsnet.data.Dataset;
import capstan.capsnet.efficient.EfficientCapsNetConfiguration;
import capstan.capsnet.model.ImageExtents;
import capstan.capsnet.network.Preset;
import capstan.capsnet.run.RunConfiguration;
import capstan.capsnet.run.SaveInterval;
import capstan.capsnet.setting.InvalidSettingException;
import capstan.capsnet.setting.Setting;
import capstan.core.backend.Backends;
import capstan.core.kernel.Backend;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trainings of a network with batch normalization: its running statistics are part of it. */
class NormalizedTrainingTest {
  private static final Dataset DATA = SmallRuns.digits(70, 20);

  @TempDir private Path folder;

  private static RunConfiguration run(Map<String, Object> settings) {
    RunConfiguration run = Preset.EFFICIENT.configuration();
    return run.withModel(
            EfficientCapsNetConfiguration.MNIST
                .with("feature-channels", List.of(4, 5, 6, 16))
                .with("decoder-hidden", List.of(7)))
        .withTraining(Setting.changed(run.training(), settings));
  }

  private static RunConfiguration two() {
    return run(Map.of("epochs", 2, "batch", 16));
  }

  private static List<float[]> train(int threads, RunConfiguration run) throws IOException {
    try (Backend backend = Backends.simd(threads);
        Trainer trainer = Trainer.start(run, DATA, backend, TrainingListener.SILENT)) {
      trainer.run();
      return SmallRuns.weights(trainer);
    }
  }

  private static void assertSame(List<float[]> found, List<float[]> expected) {
    for (int k = 0; k < expected.size(); k++) {
      assertThat(found.get(k)).isEqualTo(expected.get(k));
    }
  }

  @Test
  void threadsChangeNoBit() throws IOException {
    List<float[]> one = train(1, two());
    assertSame(train(3, two()), one);
  }

  /** Stopped in the midst of an epoch, with averaged weights, and gone on with. */
  @Test
  void aRunThatWasStoppedGoesOnToTheSameBits() throws IOException {
    RunConfiguration averaged = run(Map.of("epochs", 2, "batch", 16, "average", 0.9));
    List<float[]> whole = train(2, averaged);
    StepLosses losses = new StepLosses();
    losses.stopAt = 3;
    try (Backend backend = Backends.simd(2);
        RunFolder run = RunFolder.create(folder.resolve("run"));
        Trainer trainer = Trainer.start(averaged, DATA, backend, run, SaveInterval.EPOCH, losses)) {
      losses.trainer = trainer;
      trainer.run();
    }
    Map<String, float[]> saved = SmallRuns.tensors(folder.resolve("run"));
    assertThat(saved).containsKeys("batch_norm1.running_mean", "raw.batch_norm1.running_var");
    assertThat(saved.keySet()).noneMatch(name -> name.matches("adam.*running.*"));
    assertThat(saved.get("batch_norm2.running_mean"))
        .isNotEqualTo(saved.get("raw.batch_norm2.running_mean"));
    losses.stopAt = 0;
    try (Backend backend = Backends.simd(2);
        RunFolder run = RunFolder.resume(folder.resolve("run"));
        Trainer trainer =
            Trainer.resume(run, Optional.of(averaged), DATA, backend, SaveInterval.EPOCH, losses)) {
      trainer.run();
      assertSame(SmallRuns.weights(trainer), whole);
    }
  }

  @Test
  void aFrozenLayerKeepsItsStatistics() throws IOException {
    RunConfiguration frozen =
        run(Map.of("epochs", 1, "batch", 16, "freeze", List.of("batch_norm1")));
    try (Backend backend = Backends.simd(2);
        Trainer trainer = Trainer.start(frozen, DATA, backend, TrainingListener.SILENT)) {
      trainer.run();
      Map<String, float[]> found = new HashMap<>();
      trainer
          .model()
          .modelParameters()
          .forEach(each -> found.put(each.name(), each.toPyTorch().toArray()));
      assertThat(found.get("batch_norm1.running_mean")).containsOnly(0);
      assertThat(found.get("batch_norm1.running_var")).containsOnly(1);
      assertThat(found.get("batch_norm2.running_mean")).doesNotContain(0);
    }
  }

  @Test
  void pairsThatOverlapAreLearned() throws IOException {
    RunConfiguration run = two();
    RunConfiguration pairs =
        new RunConfiguration(
            RunConfiguration.PAIRS,
            run.model().resized(ImageExtents.MNIST.framed(4), 10),
            run.training().with("shift", 4));
    try (Backend backend = Backends.simd(2);
        RunFolder place = RunFolder.create(folder.resolve("pairs"));
        Trainer trainer =
            Trainer.start(
                pairs, DATA, backend, place, SaveInterval.EPOCH, TrainingListener.SILENT)) {
      TrainingResult result = trainer.run();
      assertThat(result.history()).hasSize(2);
      assertThat(result.history().get(1).loss()).isLessThan(result.history().get(0).loss());
    }
  }

  @Test
  void ranksAreRefused() throws Exception {
    List<String> said =
        Ranks.run(
            2,
            group ->
                () -> {
                  try (Backend backend = Backends.simd(1);
                      Trainer trainer =
                          new Trainer(two(), DATA, backend, TrainingListener.SILENT)) {
                    trainer.requireBatchFor(group);
                    return "";
                  } catch (InvalidSettingException refused) {
                    return refused.getMessage();
                  }
                });
    assertThat(said)
        .containsOnly(
            "ranks: layer batch_norm1 normalizes a batch as a whole and cannot share it,"
                + " expected one rank");
  }
}
