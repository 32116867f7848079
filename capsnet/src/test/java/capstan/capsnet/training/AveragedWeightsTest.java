package capstan.capsnet.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import capstan.capsnet.checkpoint.Checkpoint;
import capstan.capsnet.checkpoint.ConfigurationJson;
import capstan.capsnet.checkpoint.InvalidCheckpointException;
import capstan.capsnet.checkpoint.RunFiles;
import capstan.capsnet.checkpoint.RunFolder;
import capstan.capsnet.data.Dataset;
import capstan.capsnet.inference.Evaluation;
import capstan.capsnet.inference.SavedModel;
import capstan.capsnet.layer.ModelParameter;
import capstan.capsnet.memory.MemoryEstimate;
import capstan.capsnet.model.Model;
import capstan.capsnet.run.EpochMetrics;
import capstan.capsnet.run.RunConfiguration;
import capstan.capsnet.run.SaveInterval;
import capstan.capsnet.run.Score;
import capstan.capsnet.run.Selection;
import capstan.core.backend.Backends;
import capstan.core.kernel.Backend;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The exponential average of the weights is tested and saved, and the training is as without. */
class AveragedWeightsTest {
  private static final Dataset DATA = SmallRuns.digits(400, 30);
  private static final int STEPS_AN_EPOCH = 20;
  private static final int EPOCHS = 3;

  @TempDir private Path folder;

  private static RunConfiguration run(double average) {
    RunConfiguration run = SmallRuns.run(SmallRuns.tinyNetwork(), 20, EPOCHS);
    return run.withTraining(run.training().with("average", average).with("learning-rate", 0.005));
  }

  /** Sees every step, and averages in double precision what the network has then. */
  private static final class Recorder extends StepLosses {
    private final double decay;
    private final List<float[]> atSaves = new ArrayList<>();
    private List<double[]> averages;

    Recorder(double decay) {
      this.decay = decay;
    }

    void begin(Trainer begun) {
      trainer = begun;
      averages = begun.model().modelParameters().stream().map(Recorder::doubles).toList();
    }

    private static double[] doubles(ModelParameter parameter) {
      float[] values = parameter.toPyTorch().toArray();
      double[] doubles = new double[values.length];
      for (int k = 0; k < values.length; k++) {
        doubles[k] = values[k];
      }
      return doubles;
    }

    @Override
    public void stepCompleted(TrainingProgress progress) {
      double kept = Math.min(decay, (1.0 + progress.step()) / (10.0 + progress.step()));
      for (int p = 0; p < averages.size(); p++) {
        double[] now = doubles(trainer.model().modelParameters().get(p));
        for (int k = 0; k < now.length; k++) {
          averages.get(p)[k] = kept * averages.get(p)[k] + (1 - kept) * now[k];
        }
      }
      super.stepCompleted(progress);
    }

    @Override
    public void checkpointSaved(Path run, long step) {
      atSaves.add(trainer.model().modelParameters().getFirst().toPyTorch().toArray());
    }
  }

  /** The decay asked for is below the first steps' own after some ten steps. */
  private Recorder train(Path place, double average, SaveInterval interval, long... stops)
      throws IOException {
    Recorder recorder = new Recorder(average);
    try (Backend backend = Backends.simd(2)) {
      for (int part = 0; part <= stops.length; part++) {
        recorder.stopAt = part == stops.length ? -1 : stops[part];
        try (RunFolder run = part == 0 ? RunFolder.create(place) : RunFolder.resume(place);
            Trainer trainer =
                part == 0
                    ? Trainer.start(run(average), DATA, backend, run, interval, recorder)
                    : Trainer.resume(
                        run, Optional.of(run(average)), DATA, backend, interval, recorder)) {
          if (part == 0) {
            recorder.begin(trainer);
          }
          recorder.trainer = trainer;
          trainer.run();
        }
      }
    }
    return recorder;
  }

  @Test
  void theAverageIsSavedAndTheTrainedWeightsBesideIt() throws IOException {
    Recorder with = train(folder.resolve("with"), 0.5, SaveInterval.EPOCH);
    Recorder without = train(folder.resolve("without"), 0, SaveInterval.EPOCH);
    assertThat(with.losses).hasSize(EPOCHS * STEPS_AN_EPOCH).isEqualTo(without.losses);
    Map<String, float[]> averaged = SmallRuns.tensors(folder.resolve("with"));
    Map<String, float[]> plain = SmallRuns.tensors(folder.resolve("without"));
    List<ModelParameter> parameters = with.trainer.model().modelParameters();
    for (int p = 0; p < parameters.size(); p++) {
      String name = parameters.get(p).name();
      float[] saved = averaged.remove(name);
      assertThat(doubles(saved)).containsExactly(with.averages.get(p), within(1e-5));
      assertThat(saved).isNotEqualTo(plain.get(name));
      assertThat(averaged.remove("raw." + name)).isEqualTo(plain.remove(name));
      assertThat(parameters.get(p).toPyTorch().toArray()).isEqualTo(saved);
    }
    assertThat(averaged.keySet()).isEqualTo(plain.keySet()).allMatch(key -> key.startsWith("adam"));
    averaged.forEach((name, values) -> assertThat(values).isEqualTo(plain.get(name)));
  }

  private static double[] doubles(float[] values) {
    double[] doubles = new double[values.length];
    for (int k = 0; k < values.length; k++) {
      doubles[k] = values[k];
    }
    return doubles;
  }

  @Test
  void theAverageIsWhatIsTested() throws IOException {
    Path place = folder.resolve("run");
    Recorder recorder = train(place, 0.95, SaveInterval.EPOCH);
    EpochMetrics last = recorder.trainer.history().getLast();
    SavedModel saved = SavedModel.load(place);
    try (Backend backend = Backends.simd(2)) {
      assertThat(score(saved.model(), backend)).isEqualTo(last.test());
      Checkpoint checkpoint = RunFiles.checkpointOf(place).checkpoint();
      for (ModelParameter parameter : saved.model().modelParameters()) {
        parameter.fromPyTorch(
            checkpoint.tensor("raw." + parameter.name(), parameter.layout().outside()));
      }
      assertThat(score(saved.model(), backend)).isNotEqualTo(last.test());
    }
  }

  private static Score score(Model model, Backend backend) {
    return new Evaluation(model, backend, 20).evaluate(DATA.test()).score();
  }

  @Test
  void stoppingChangesNoBit() throws IOException {
    Recorder whole = train(folder.resolve("whole"), 0.5, SaveInterval.EPOCH);
    Map<String, float[]> expected = SmallRuns.tensors(folder.resolve("whole"));
    // In mid-epoch, at an epoch's end, and with saves between the stops.
    long[][] all = {{7}, {20}, {31, 32, 59}};
    for (long[] stops : all) {
      Path place = folder.resolve("stops" + stops[0]);
      Recorder parts = train(place, 0.5, new SaveInterval(3, 0), stops);
      assertThat(parts.losses).isEqualTo(whole.losses);
      Map<String, float[]> found = SmallRuns.tensors(place);
      assertThat(found.keySet()).isEqualTo(expected.keySet());
      found.forEach((name, values) -> assertThat(values).as(name).isEqualTo(expected.get(name)));
      assertThat(parts.atSaves.getLast()).isEqualTo(whole.atSaves.getLast());
    }
  }

  @Test
  void anotherDecayIsRefused() throws IOException {
    Path place = folder.resolve("run");
    train(place, 0.9, SaveInterval.EPOCH);
    try (Backend backend = Backends.simd(1);
        RunFolder run = RunFolder.resume(place)) {
      assertThatThrownBy(
              () ->
                  Trainer.resume(
                      run,
                      Optional.of(run(0)),
                      DATA,
                      backend,
                      SaveInterval.EPOCH,
                      TrainingListener.SILENT))
          .isInstanceOf(InvalidCheckpointException.class)
          .hasMessageContainingAll("selection average", "checkpoint 0.9", "requested 0");
    }
  }

  @Test
  void filesWithoutASelectionTakeTheLastWeights() throws IOException {
    RunConfiguration now = run(0);
    String text = ConfigurationJson.write(now);
    int key = text.indexOf(",\n    \"selection\"");
    String before = text.substring(0, key) + text.substring(text.indexOf('}', key) + 1);
    assertThat(before).doesNotContain("selection").doesNotContain("average");
    assertThat(ConfigurationJson.read("config.json", before, RunConfiguration.class))
        .isEqualTo(now);
    assertThat(now.training().selection()).isEqualTo(Selection.NONE);
  }

  @Test
  void memoryForTheAverageIsCounted() {
    long without = parameterBytes(0);
    assertThat(parameterBytes(0.5)).isEqualTo(without / 4 * 5);
  }

  private static long parameterBytes(double average) {
    try (Backend backend = Backends.simd(1);
        Trainer trainer = Trainer.start(run(average), DATA, backend, TrainingListener.SILENT)) {
      MemoryEstimate memory = trainer.plan().memory();
      assertThat(memory.saving())
          .isEqualTo(memory.parameters() - 4 * trainer.model().parameterCount());
      return memory.parameters();
    }
  }
}
