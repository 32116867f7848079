package capstan.capsnet.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import capstan.capsnet.checkpoint.RunFiles;
import capstan.capsnet.checkpoint.RunFolder;
import capstan.capsnet.data.Dataset;
import capstan.capsnet.inference.Evaluation;
import capstan.capsnet.inference.RunHistory;
import capstan.capsnet.inference.SavedModel;
import capstan.capsnet.run.EpochMetrics;
import capstan.capsnet.run.EvaluationReport;
import capstan.capsnet.run.RateDecay;
import capstan.capsnet.run.RunConfiguration;
import capstan.capsnet.run.SaveInterval;
import capstan.capsnet.run.Selection;
import capstan.capsnet.setting.InvalidSettingException;
import capstan.core.backend.Backends;
import capstan.core.kernel.Backend;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The weights of the best epoch by validation are kept, and the test images tell once of them. */
class BestEpochTest {
  private static final int TEST = 30;
  private static final Dataset DATA = SmallRuns.digits(160, TEST);
  private static final int HELD_OUT = 60;
  private static final int STEPS_AN_EPOCH = 5;
  private static final int EPOCHS = 8;

  @TempDir private Path folder;

  /** So fast a rate that the validation goes up and down. */
  private static RunConfiguration run(double average, int patience, int epochs) {
    RunConfiguration run = SmallRuns.run(SmallRuns.tinyNetwork(), 20, epochs);
    return run.withTraining(
        run.training()
            .with("decay", RateDecay.constant())
            .with("learning-rate", 0.05)
            .with("validation", HELD_OUT)
            .with("average", average)
            .with("keep", Selection.Keep.BEST)
            .with("patience", patience));
  }

  private static final class Recorder extends StepLosses {
    private final Map<Integer, List<float[]>> afterEpochs = new LinkedHashMap<>();
    private final List<EvaluationReport> tests = new ArrayList<>();
    private final List<EpochMetrics> selected = new ArrayList<>();
    private final List<String> notices = new ArrayList<>();
    private int testImages;
    private boolean stopsInTest;

    @Override
    public void evaluated(int images, int of) {
      if (of == TEST) {
        testImages = images > 20 ? testImages + images - 20 : testImages + images;
        if (stopsInTest) {
          trainer.requestStop();
        }
      }
    }

    @Override
    public void tested(EvaluationReport report) {
      tests.add(report);
    }

    @Override
    public void epochCompleted(EpochMetrics metrics) {
      afterEpochs.put(metrics.epoch(), SmallRuns.weights(trainer));
    }

    @Override
    public void selectedTested(EpochMetrics metrics) {
      selected.add(metrics);
    }

    @Override
    public void notice(String line) {
      notices.add(line);
    }
  }

  private final Recorder recorder = new Recorder();

  /** Trains on from what is there. */
  private TrainingResult train(Path place, RunConfiguration requested, long stopAt)
      throws IOException {
    boolean begun = RunFiles.hasCheckpoint(place);
    SaveInterval interval = new SaveInterval(3, 0);
    recorder.stopAt = stopAt;
    try (Backend backend = Backends.simd(2);
        RunFolder run = begun ? RunFolder.resume(place) : RunFolder.create(place);
        Trainer trainer =
            begun
                ? Trainer.resume(run, Optional.of(requested), DATA, backend, interval, recorder)
                : Trainer.start(requested, DATA, backend, run, interval, recorder)) {
      recorder.trainer = trainer;
      return trainer.run();
    }
  }

  private static EpochMetrics best(List<EpochMetrics> epochs) {
    EpochMetrics best = epochs.getFirst();
    for (EpochMetrics epoch : epochs) {
      int fewer = best.validation().wrong() - epoch.validation().wrong();
      if (fewer > 0
          || (fewer == 0 && epoch.validation().meanLoss() <= best.validation().meanLoss())) {
        best = epoch;
      }
    }
    return best;
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.9})
  void theBestEpochsWeightsAreSavedAndTestedOnce(double average) throws IOException {
    Path place = folder.resolve("run");
    TrainingResult result = train(place, run(average, 0, EPOCHS), -1);
    assertThat(result.completed()).isTrue();
    EpochMetrics best = best(result.history());
    assertThat(best.epoch()).as("a course that proves something").isLessThan(EPOCHS);
    assertThat(recorder.testImages).isEqualTo(TEST);
    assertThat(recorder.tests).hasSize(1);
    assertThat(recorder.selected).containsExactly(best);
    assertThat(result.history().stream().filter(epoch -> epoch.test().exists()))
        .containsExactly(best);
    SavedModel saved = SavedModel.load(place);
    List<float[]> expected = recorder.afterEpochs.get(best.epoch());
    for (int p = 0; p < expected.size(); p++) {
      assertThat(saved.model().modelParameters().get(p).toPyTorch().toArray())
          .isEqualTo(expected.get(p));
      assertThat(SmallRuns.weights(recorder.trainer).get(p)).isEqualTo(expected.get(p));
    }
    try (Backend backend = Backends.simd(2)) {
      assertThat(new Evaluation(saved.model(), backend, 20).evaluate(DATA.test()).score())
          .isEqualTo(best.test());
    }
    assertThat(saved.notice().orElseThrow())
        .contains("the weights of epoch %d of %d".formatted(best.epoch(), EPOCHS))
        .doesNotContain("\n");
    RunHistory history = RunHistory.read(place);
    assertThat(history.test()).isEqualTo(best.test());
    assertThat(history.isComplete()).isTrue();
    List<String> rows = Files.readAllLines(place.resolve("metrics.csv"));
    for (int epoch = 1; epoch <= EPOCHS; epoch++) {
      String[] cells = rows.get(epoch).split(",", -1);
      assertThat(cells[7].isEmpty()).isEqualTo(epoch != best.epoch());
      assertThat(cells[8].isEmpty()).isEqualTo(epoch != best.epoch());
    }
  }

  private static void assertSame(Path found, Path expected) throws IOException {
    Map<String, float[]> there = SmallRuns.tensors(expected);
    Map<String, float[]> here = SmallRuns.tensors(found);
    assertThat(here.keySet()).isEqualTo(there.keySet());
    here.forEach((name, values) -> assertThat(values).as(name).isEqualTo(there.get(name)));
    assertThat(errors(found)).isEqualTo(errors(expected));
  }

  private static List<List<String>> errors(Path place) throws IOException {
    return Files.readAllLines(place.resolve("metrics.csv")).stream()
        .map(row -> List.of(row.split(",", -1)))
        .map(cells -> cells.subList(0, cells.size() - 2))
        .toList();
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.9})
  void stoppingChangesNoBit(double average) throws IOException {
    Path whole = folder.resolve("whole");
    train(whole, run(average, 0, EPOCHS), -1);
    List<Double> losses = List.copyOf(recorder.losses);
    Path parts = folder.resolve("parts");
    recorder.losses.clear();
    // Before the first epoch's end, at an epoch's end, and in the middle of later ones.
    for (long stop : new long[] {2, 10, 13, 14, 36}) {
      assertThat(train(parts, run(average, 0, EPOCHS), stop).completed()).isFalse();
    }
    recorder.stopsInTest = true;
    assertThat(train(parts, run(average, 0, EPOCHS), -1).completed()).isFalse();
    assertThat(RunHistory.read(parts).isComplete()).isFalse();
    assertThat(RunHistory.read(parts).epochs()).hasSize(EPOCHS);
    recorder.stopsInTest = false;
    assertThat(train(parts, run(average, 0, EPOCHS), -1).completed()).isTrue();
    assertThat(recorder.losses).isEqualTo(losses);
    assertSame(parts, whole);
  }

  @Test
  void moreEpochsGoOnFromTheLastWeightsAndNotFromTheBest() throws IOException {
    Path whole = folder.resolve("whole");
    train(whole, run(0, 0, EPOCHS), -1);
    List<Double> losses = List.copyOf(recorder.losses);
    recorder.losses.clear();
    Path longer = folder.resolve("longer");
    train(longer, run(0, 0, 5), -1);
    train(longer, run(0, 0, EPOCHS), -1);
    assertThat(recorder.losses).isEqualTo(losses);
    assertThat(SmallRuns.tensors(longer).keySet()).anyMatch(name -> name.startsWith("raw."));
    SmallRuns.tensors(longer)
        .forEach(
            (name, values) -> {
              try {
                assertThat(values).as(name).isEqualTo(SmallRuns.tensors(whole).get(name));
              } catch (IOException unreadable) {
                throw new AssertionError(unreadable);
              }
            });
  }

  @Test
  void patienceEndsTheTrainingWhereverItWasStopped() throws IOException {
    int patience = 2;
    Path endless = folder.resolve("endless");
    List<EpochMetrics> course = train(endless, run(0, 0, EPOCHS), -1).history();
    int end = 1;
    while (end < EPOCHS && end - best(course.subList(0, end)).epoch() < patience) {
      end++;
    }
    assertThat(end).as("a course that proves something").isLessThan(EPOCHS);
    Path whole = folder.resolve("whole");
    TrainingResult result = train(whole, run(0, patience, EPOCHS), -1);
    assertThat(result.completed()).isTrue();
    assertThat(result.history()).hasSize(end);
    assertThat(result.step()).isEqualTo((long) end * STEPS_AN_EPOCH);
    assertThat(recorder.notices)
        .containsExactly(
            "ended after epoch %d: epoch %d has the best validation, and %d have passed since"
                .formatted(end, end - patience, patience));
    assertThat(RunHistory.read(whole).isComplete()).isTrue();
    Path parts = folder.resolve("parts");
    for (long stop : new long[] {3, (end - 1L) * STEPS_AN_EPOCH, end * STEPS_AN_EPOCH - 1L}) {
      train(parts, run(0, patience, EPOCHS), stop);
    }
    assertThat(train(parts, run(0, patience, EPOCHS), -1).history()).hasSize(end);
    assertSame(parts, whole);
    assertThat(train(parts, run(0, patience, EPOCHS), -1).step()).isEqualTo(result.step());
  }

  @Test
  void withoutValidationNothingCanBeChosen() {
    RunConfiguration none = run(0, 0, 1);
    RunConfiguration keep = none.withTraining(none.training().with("validation", 0));
    RunConfiguration patience =
        keep.withTraining(keep.training().with("keep", Selection.Keep.LAST).with("patience", 3));
    refused(keep, "keep best");
    refused(patience, "patience 3");
    Dataset withOwn =
        new Dataset(DATA.origin(), DATA.train(), Optional.of(DATA.test()), DATA.test());
    try (Backend backend = Backends.simd(1)) {
      Trainer.requirePossible(keep, withOwn, backend);
    }
  }

  private static void refused(RunConfiguration configuration, String setting) {
    try (Backend backend = Backends.simd(1)) {
      assertThatThrownBy(() -> Trainer.requirePossible(configuration, DATA, backend))
          .isInstanceOf(InvalidSettingException.class)
          .hasMessageContainingAll(setting, "no validation images");
    }
  }

  @Test
  void memoryForTheBestIsCounted() {
    try (Backend backend = Backends.simd(1);
        Trainer both = Trainer.start(run(0.5, 0, 1), DATA, backend, TrainingListener.SILENT)) {
      assertThat(both.plan().memory().parameters())
          .isEqualTo(6 * 4 * both.model().parameterCount());
    }
  }
}
