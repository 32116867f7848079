package capstan.capsnet.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import capstan.capsnet.checkpoint.ConfigurationJson;
import capstan.capsnet.checkpoint.RunFiles;
import capstan.capsnet.checkpoint.RunFolder;
import capstan.capsnet.data.Dataset;
import capstan.capsnet.inference.RunHistory;
import capstan.capsnet.inference.SavedModel;
import capstan.capsnet.run.RateDecay;
import capstan.capsnet.run.RunConfiguration;
import capstan.capsnet.run.SaveInterval;
import capstan.capsnet.setting.InvalidSettingException;
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

/** A run whose rate falls along a line to its end, and which is given more epochs. */
class LengthenedRunTest {
  private static final Dataset DATA = SmallRuns.digits(60, 10);
  private static final int STEPS_PER_EPOCH = 6;

  @TempDir private Path temporary;

  private static RunConfiguration run(int epochs) {
    return SmallRuns.run(SmallRuns.tinyNetwork(), 10, epochs);
  }

  private static final class Recorder extends StepLosses {
    private final List<Double> rates = new ArrayList<>();
    private final List<String> lines = new ArrayList<>();

    @Override
    public void stepCompleted(TrainingProgress progress) {
      rates.add(progress.learningRate());
      super.stepCompleted(progress);
    }

    @Override
    public void notice(String line) {
      lines.add(line);
    }
  }

  private final Recorder recorder = new Recorder();

  /** Trains on from what is there. */
  private RunConfiguration train(Path place, Optional<RunConfiguration> requested, long stopAt)
      throws IOException {
    boolean begun = RunFiles.hasCheckpoint(place);
    recorder.stopAt = stopAt;
    try (Backend backend = Backends.simd(1);
        RunFolder run = begun ? RunFolder.resume(place) : RunFolder.create(place);
        Trainer trainer =
            begun
                ? Trainer.resume(run, requested, DATA, backend, SaveInterval.EPOCH, recorder)
                : Trainer.start(
                    requested.orElseThrow(), DATA, backend, run, SaveInterval.EPOCH, recorder)) {
      recorder.trainer = trainer;
      trainer.run();
      assertThat(run.readConfiguration(RunConfiguration.class)).isEqualTo(trainer.configuration());
      assertThat(RunHistory.read(place).configuration()).isEqualTo(trainer.configuration());
      return trainer.configuration();
    }
  }

  private static double line(long step, int epochs) {
    return 0.001 * (1 - (double) step / (epochs * STEPS_PER_EPOCH));
  }

  private void assertRates(int first, int last, int epochs) {
    for (int step = first; step < last; step++) {
      assertThat(recorder.rates.get(step))
          .as("rate after %d steps", step)
          .isCloseTo(line(step, epochs), within(1e-10));
    }
  }

  @Test
  void theRateGoesOnAlongTheNewLineFromTheStepWhereItChanged() throws IOException {
    Path place = temporary.resolve("run");
    train(place, Optional.of(run(2)), 0);
    train(place, Optional.of(run(4)), 20);
    RunConfiguration last = train(place, Optional.of(run(5)), 0);
    assertThat(recorder.rates).hasSize(5 * STEPS_PER_EPOCH);
    assertRates(0, 12, 2);
    assertRates(12, 20, 4);
    assertRates(20, 30, 5);
    RateDecay decay = last.training().decay();
    assertThat(decay.steps()).isEqualTo(30);
    assertThat(decay.formerCurves())
        .containsExactly(new RateDecay.FormerCurve(12, 12), new RateDecay.FormerCurve(24, 20));
    assertThat(recorder.lines)
        .containsExactly(
            "the learning rate goes on along the curve of 24 steps; until step 12 it went along"
                + " one of 12",
            "the learning rate goes on along the curve of 30 steps; until step 20 it went along"
                + " one of 24");
  }

  @Test
  void aCosineGoesOnAlongTheNewOneToo() throws IOException {
    Path place = temporary.resolve("run");
    train(place, Optional.of(with(run(2), RateDecay.cosine(0.1))), 0);
    RunConfiguration last = train(place, Optional.of(with(run(3), RateDecay.cosine(0.1))), 0);
    for (int step = 0; step < 18; step++) {
      int length = step < 12 ? 12 : 18;
      assertThat(recorder.rates.get(step))
          .as("rate after %d steps", step)
          .isCloseTo(
              1e-3 * (0.1 + 0.9 * (1 + Math.cos(Math.PI * step / length)) / 2), within(1e-10));
    }
    assertThat(last.training().decay().formerCurves())
        .containsExactly(new RateDecay.FormerCurve(12, 12));
  }

  private static RunConfiguration with(RunConfiguration run, RateDecay decay) {
    return run.withTraining(run.training().with("decay", decay));
  }

  @Test
  void stoppingALengthenedRunChangesNoBit() throws IOException {
    Path whole = temporary.resolve("whole");
    train(whole, Optional.of(run(2)), 7);
    train(whole, Optional.of(run(4)), 0);
    List<Double> losses = List.copyOf(recorder.losses);
    recorder.losses.clear();
    Path parts = temporary.resolve("parts");
    train(parts, Optional.of(run(2)), 7);
    train(parts, Optional.of(run(4)), 9);
    train(parts, Optional.empty(), 15);
    train(parts, Optional.of(run(4)), 0);
    assertThat(recorder.losses).isEqualTo(losses);
    assertThat(Files.readString(parts.resolve("config.json")))
        .isEqualTo(Files.readString(whole.resolve("config.json")));
    assertThat(SavedModel.load(parts).model().parameters())
        .map(parameter -> parameter.value().toArray())
        .usingRecursiveComparison()
        .isEqualTo(
            SavedModel.load(whole).model().parameters().stream()
                .map(parameter -> parameter.value().toArray())
                .toList());
  }

  @Test
  void aRunCannotBeMadeShorter() throws IOException {
    Path place = temporary.resolve("run");
    train(place, Optional.of(run(2)), 7);
    assertThatThrownBy(() -> train(place, Optional.of(run(1)), 0))
        .hasMessageContainingAll("epochs", "checkpoint 2", "requested 1");
  }

  @Test
  void untrainedWeightsAreTrainedWhenEpochsAreAskedFor() throws IOException {
    Path place = temporary.resolve("run");
    train(place, Optional.of(run(0)), 0);
    assertThat(recorder.rates).isEmpty();
    train(place, Optional.of(run(1)), 0);
    assertRates(0, STEPS_PER_EPOCH, 1);
  }

  @Test
  void filesWithoutFormerCurvesReadAndStayAsTheyWere() throws IOException {
    String before =
        """
        {
          "kind" : "over-run",
          "factor" : 0.5,
          "steps" : 12,
          "floor" : 0.0
        }
        """;
    RateDecay decay = ConfigurationJson.read("config.json", before, RateDecay.class);
    assertThat(decay.formerCurves()).isEmpty();
    assertThat(ConfigurationJson.write(decay)).isEqualTo(before);
    RateDecay longer = decay.lengthenedAt(7).resolved(24);
    String text = ConfigurationJson.write(longer);
    assertThat(text).contains("\"formerCurves\" : [", "\"untilStep\" : 7");
    assertThat(ConfigurationJson.read("config.json", text, RateDecay.class)).isEqualTo(longer);
    String earlier = text.replace("formerCurves", "formerLines");
    assertThat(ConfigurationJson.read("config.json", earlier, RateDecay.class)).isEqualTo(longer);
  }

  @Test
  void onlyCurvesOverTheRunHaveFormerOnes() {
    List<RateDecay.FormerCurve> former = List.of(new RateDecay.FormerCurve(1, 1));
    assertThatThrownBy(() -> new RateDecay(RateDecay.Kind.CONSTANT, 1, 0, 0, 0, former))
        .isInstanceOf(InvalidSettingException.class);
    assertThatThrownBy(() -> new RateDecay.FormerCurve(0, 1))
        .isInstanceOf(InvalidSettingException.class);
    assertThat(RateDecay.byEpoch(0.5).lengthenedAt(5)).isEqualTo(RateDecay.byEpoch(0.5));
  }
}
