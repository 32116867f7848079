package capstan.capsnet.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import capstan.capsnet.checkpoint.InvalidCheckpointException;
import capstan.capsnet.checkpoint.RunFolder;
import capstan.capsnet.data.Dataset;
import capstan.capsnet.layer.ModelParameter;
import capstan.capsnet.model.ImageExtents;
import capstan.capsnet.network.BaselineCnnConfiguration;
import capstan.capsnet.run.RateDecay;
import capstan.capsnet.run.RunConfiguration;
import capstan.capsnet.run.SaveInterval;
import capstan.core.backend.Backends;
import capstan.core.kernel.Backend;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A run that stops and goes on is the same run, to the last bit. */
class TrainerResumeTest {
  private static final Dataset DATA = SmallRuns.digits(460, 30);
  private static final int STEPS_AN_EPOCH = 20; // 400 images in batches of 21, 60 held out

  @TempDir private Path folder;

  private static RunConfiguration run() {
    RunConfiguration run = SmallRuns.run(SmallRuns.tinyNetwork(), 21, 3);
    return run.withTraining(run.training().with("validation", 60));
  }

  /** Everything of a run that must not depend on its interruptions. */
  private record Outcome(List<Double> losses, List<float[]> weights, List<String> metrics) {}

  private static Outcome outcome(StepLosses recorder, Path folder) throws IOException {
    List<float[]> weights =
        recorder.trainer.model().modelParameters().stream()
            .map(ModelParameter::toPyTorch)
            .map(tensor -> tensor.toArray())
            .toList();
    List<String> metrics = new ArrayList<>(Files.readAllLines(folder.resolve("steps.csv")));
    Files.readAllLines(folder.resolve("metrics.csv")).stream()
        .map(TrainerResumeTest::withoutTimes)
        .forEach(metrics::add);
    return new Outcome(recorder.losses, weights, metrics);
  }

  /** The last two columns are images per second and seconds. */
  private static String withoutTimes(String row) {
    String[] cells = row.split(",", -1);
    return String.join(",", List.of(cells).subList(0, cells.length - 2));
  }

  private static Outcome train(Path folder, long... stops) throws IOException {
    StepLosses recorder = new StepLosses();
    try (Backend backend = Backends.simd(2)) {
      for (int part = 0; part <= stops.length; part++) {
        boolean last = part == stops.length;
        recorder.stopAt = last ? -1 : stops[part];
        try (RunFolder run = part == 0 ? RunFolder.create(folder) : RunFolder.resume(folder);
            Trainer trainer =
                part == 0
                    ? Trainer.start(run(), DATA, backend, run, SaveInterval.EPOCH, recorder)
                    : Trainer.resume(
                        run, Optional.of(run()), DATA, backend, SaveInterval.EPOCH, recorder)) {
          recorder.trainer = trainer;
          TrainingResult result = trainer.run();
          assertThat(result.completed()).isEqualTo(last);
          assertThat(result.step()).isEqualTo(last ? 3 * STEPS_AN_EPOCH : stops[part]);
          if (last) {
            assertThat(result.history()).hasSize(3);
          }
        }
      }
    }
    return outcome(recorder, folder);
  }

  @Test
  void stoppingChangesNoBit() throws IOException {
    Outcome whole = train(folder.resolve("whole"));
    assertThat(whole.losses()).hasSize(3 * STEPS_AN_EPOCH);
    assertThat(whole.metrics())
        .hasSize(1 + 1 + 1 + 3); // step 50 and three epochs, each under a header
    // In mid-epoch, before and after a row of metrics, at an epoch's end, before the partial batch.
    for (long[] stops : new long[][] {{7}, {20}, {49}, {50, 51}, {39, 40, 59}}) {
      Outcome parts = train(folder.resolve("stops" + stops[0] + "and" + stops.length), stops);
      assertThat(parts.losses()).isEqualTo(whole.losses());
      assertThat(parts.metrics()).isEqualTo(whole.metrics());
      for (int k = 0; k < whole.weights().size(); k++) {
        assertThat(parts.weights().get(k)).isEqualTo(whole.weights().get(k));
      }
    }
  }

  private void save(RunConfiguration configuration) throws IOException {
    StepLosses recorder = new StepLosses();
    recorder.stopAt = 3;
    try (Backend backend = Backends.simd(1);
        RunFolder run = RunFolder.create(folder.resolve("run"));
        Trainer trainer =
            Trainer.start(configuration, DATA, backend, run, SaveInterval.EPOCH, recorder)) {
      recorder.trainer = trainer;
      trainer.run();
    }
  }

  private void resume(RunConfiguration requested, Dataset data) throws IOException {
    try (Backend backend = Backends.simd(1);
        RunFolder run = RunFolder.resume(folder.resolve("run"));
        Trainer trainer =
            Trainer.resume(
                run,
                Optional.of(requested),
                data,
                backend,
                SaveInterval.EPOCH,
                TrainingListener.SILENT)) {
      trainer.run();
    }
  }

  @Test
  void anotherConfigurationIsRefusedByName() throws IOException {
    save(run());
    RunConfiguration rounds = run().withModel(SmallRuns.tinyNetwork().with("routing-rounds", 1));
    refused(rounds, DATA, "rounds", "3", "1");
    refused(run().withTraining(run().training().with("batch", 20)), DATA, "batch", "21", "20");
    refused(run().withTraining(run().training().with("epochs", 2)), DATA, "epochs", "3", "2");
    refused(run().withTraining(run().training().with("seed", 9)), DATA, "seed", "1", "9");
    BaselineCnnConfiguration cnn =
        new BaselineCnnConfiguration(new ImageExtents(28, 28, 1), 10, 0.5);
    refused(run().withModel(cnn), DATA, "capsnet", "cnn");
    refused(run(), SmallRuns.digits(461, 30), "other data", "460", "461");
  }

  private void refused(RunConfiguration requested, Dataset data, String... parts) {
    assertThatThrownBy(() -> resume(requested, data))
        .isInstanceOf(InvalidCheckpointException.class)
        .hasMessageNotContaining("\n")
        .satisfies(refusal -> assertThat(refusal.getMessage()).contains(parts));
  }

  @Test
  void moreEpochsMayBeAskedFor() throws IOException {
    RunConfiguration constant =
        run().withTraining(run().training().with("epochs", 1).with("decay", RateDecay.constant()));
    save(constant);
    resume(constant.withTraining(constant.training().with("epochs", 2)), DATA);
    assertThat(Files.readString(folder.resolve("run/metrics.csv")).lines()).hasSize(1 + 2);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 8})
  void savesBetweenEpochsToo(int interval) throws IOException {
    List<Long> saved = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void checkpointSaved(Path run, long step) {
            saved.add(step);
          }
        };
    RunConfiguration one = run().withTraining(run().training().with("epochs", 1));
    try (Backend backend = Backends.simd(1);
        RunFolder run = RunFolder.create(folder.resolve("run"));
        Trainer trainer =
            Trainer.start(one, DATA, backend, run, new SaveInterval(interval, 0), listener)) {
      trainer.run();
    }
    List<Long> expected = new ArrayList<>();
    for (long step = interval; step < STEPS_AN_EPOCH; step += interval) {
      expected.add(step);
    }
    expected.add((long) STEPS_AN_EPOCH);
    assertThat(saved).isEqualTo(expected);
  }

  /** Killed after an epoch's row was written and before its checkpoint. */
  @Test
  void anEpochsRowIsNotWrittenTwice() throws IOException {
    Path place = folder.resolve("run");
    RunConfiguration configuration = SmallRuns.run(SmallRuns.tinyNetwork(), 60, 2);
    Dataset data = SmallRuns.digits(120, 10);
    Trainer[] stopping = new Trainer[1];
    TrainingListener stopper =
        new TrainingListener() {
          @Override
          public void evaluated(int images, int of) {
            stopping[0].requestStop();
          }
        };
    try (Backend backend = Backends.simd(1)) {
      try (RunFolder run = RunFolder.create(place);
          Trainer trainer =
              Trainer.start(configuration, data, backend, run, SaveInterval.EPOCH, stopper)) {
        stopping[0] = trainer;
        assertThat(trainer.run().history()).isEmpty();
      }
      Path metrics = place.resolve("metrics.csv");
      Files.writeString(
          metrics, Files.readString(metrics) + "2,1,0.001,0.5,0.5,0,50,40,0.4,,100,1\n");
      try (RunFolder run = RunFolder.resume(place);
          Trainer trainer =
              Trainer.resume(
                  run,
                  Optional.empty(),
                  data,
                  backend,
                  SaveInterval.EPOCH,
                  TrainingListener.SILENT)) {
        trainer.run();
      }
      List<String> rows = Files.readAllLines(metrics);
      assertThat(rows.stream().skip(1).map(row -> row.substring(0, 4)))
          .containsExactly("2,1,", "4,2,");
      assertThat(rows.get(1)).doesNotContain("0.001,0.5,0.5");
    }
  }
}
