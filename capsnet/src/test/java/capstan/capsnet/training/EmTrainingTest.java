package capstan.capsnet.training;

import static org.assertj.core.api.Assertions.assertThat;

import capstan.capsnet.checkpoint.RunFolder;
import capstan.capsnet.data.Dataset;
import capstan.capsnet.em.EmConfiguration;
import capstan.capsnet.network.Preset;
import capstan.capsnet.run.RunConfiguration;
import capstan.capsnet.run.SaveInterval;
import capstan.core.backend.Backends;
import capstan.core.kernel.Backend;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trainings of matrix capsules: the same bits whatever the threads and interruptions. */
class EmTrainingTest {
  private static final Dataset DATA = SmallRuns.digits(90, 10);

  @TempDir private Path folder;

  /** 12 steps: batches of 16, of which the sixth of an epoch has but 10 images. */
  private static RunConfiguration run() {
    EmConfiguration network =
        EmConfiguration.SMALL
            .with("em-conv1-kernels", 8)
            .with("em-primary-types", 2)
            .with("em-capsules1-types", 3)
            .with("em-capsules2-types", 3);
    RunConfiguration preset = Preset.EM.configuration();
    return preset
        .withModel(network)
        .withTraining(preset.training().with("batch", 16).with("epochs", 2));
  }

  private record Outcome(List<Double> losses, List<float[]> weights) {}

  private static Outcome train(int threads) throws IOException {
    StepLosses losses = new StepLosses();
    try (Backend backend = Backends.simd(threads);
        Trainer trainer = Trainer.start(run(), DATA, backend, losses)) {
      trainer.run();
      return new Outcome(losses.losses, SmallRuns.weights(trainer));
    }
  }

  private static void same(Outcome found, Outcome expected) {
    assertThat(found.losses()).isEqualTo(expected.losses());
    for (int k = 0; k < expected.weights().size(); k++) {
      assertThat(found.weights().get(k)).isEqualTo(expected.weights().get(k));
    }
  }

  @Test
  void threadsChangeNoBit() throws IOException {
    Outcome one = train(1);
    assertThat(one.losses()).hasSize(12);
    same(train(2), one);
    same(train(5), one);
  }

  /** Also across a change of the margin, which comes after every one or two steps. */
  @Test
  void interruptionsChangeNoBit() throws IOException {
    Outcome whole = train(2);
    StepLosses losses = new StepLosses();
    Path path = folder.resolve("run");
    try (Backend backend = Backends.simd(2)) {
      losses.stopAt = 7;
      try (RunFolder files = RunFolder.create(path);
          Trainer trainer =
              Trainer.start(run(), DATA, backend, files, SaveInterval.EPOCH, losses)) {
        losses.trainer = trainer;
        trainer.run();
      }
      losses.stopAt = -1;
      try (RunFolder files = RunFolder.resume(path);
          Trainer trainer =
              Trainer.resume(
                  files, Optional.of(run()), DATA, backend, SaveInterval.EPOCH, losses)) {
        losses.trainer = trainer;
        trainer.run();
        same(new Outcome(losses.losses, SmallRuns.weights(trainer)), whole);
      }
    }
  }
}
