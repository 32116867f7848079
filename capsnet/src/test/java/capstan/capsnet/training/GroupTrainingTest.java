package capstan.capsnet.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import capstan.autograd.Parameter;
import capstan.capsnet.checkpoint.RunFolder;
import capstan.capsnet.data.Dataset;
import capstan.capsnet.group.AllReduce;
import capstan.capsnet.group.StepExchange;
import capstan.capsnet.inference.RunHistory;
import capstan.capsnet.run.EpochMetrics;
import capstan.capsnet.run.EpochSums;
import capstan.capsnet.run.RunConfiguration;
import capstan.capsnet.run.SaveInterval;
import capstan.capsnet.run.Selection;
import capstan.capsnet.setting.InvalidSettingException;
import capstan.capsnet.setting.Setting;
import capstan.core.Tensor;
import capstan.core.backend.Backends;
import capstan.core.kernel.Backend;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ranks that share a training see what one process sees, and stay alike to the bit. */
class GroupTrainingTest {
  /** The last batch of an epoch has two images: fewer than there may be ranks. */
  private static final Dataset DATA = SmallRuns.digits(50, 23);

  @TempDir private Path folder;

  private record Outcome(List<Double> losses, List<float[]> weights, List<EpochMetrics> history) {}

  private static RunConfiguration run(Map<String, ?> settings) {
    RunConfiguration run = SmallRuns.run(SmallRuns.tinyNetwork(), 8, 3);
    return run.withTraining(Setting.changed(run.training(), settings));
  }

  private static Callable<Outcome> member(
      AllReduce group, RunConfiguration configuration, Dataset data) {
    return () -> {
      try (Backend backend = Backends.simd(1)) {
        if (group.rank() > 0) {
          List<Outcome> outcomes = new ArrayList<>();
          GroupTraining.follow(
              group,
              backend,
              trainer -> outcomes.add(new Outcome(List.of(), parameters(trainer), List.of())));
          return outcomes.getFirst();
        }
        StepLosses losses = new StepLosses();
        try (Trainer trainer = Trainer.start(configuration, data, backend, losses)) {
          GroupTraining.lead(trainer, group, data, 1);
          trainer.run();
          GroupTraining.dismiss(group);
          return new Outcome(losses.losses, parameters(trainer), trainer.history());
        }
      }
    };
  }

  /** The arrays of the network themselves, to be looked at when all is done. */
  private static List<float[]> parameters(Trainer trainer) {
    return trainer.model().parameters().stream().map(Parameter::value).map(t -> t.array()).toList();
  }

  private static List<Outcome> train(int ranks, RunConfiguration configuration) throws Exception {
    return Ranks.run(ranks, group -> member(group, configuration, DATA));
  }

  private static void requireClose(RunConfiguration configuration) throws Exception {
    List<Double> alone = train(1, configuration).getFirst().losses();
    assertThat(alone).hasSizeGreaterThan(10);
    for (int ranks = 2; ranks <= 4; ranks++) {
      List<Outcome> outcomes = train(ranks, configuration);
      List<Double> shared = outcomes.getFirst().losses();
      assertThat(shared).hasSameSizeAs(alone);
      for (int step = 0; step < alone.size(); step++) {
        assertThat(shared.get(step))
            .as("step %d of %d ranks", step, ranks)
            .isCloseTo(alone.get(step), within(1e-5 * alone.get(step)));
      }
      for (Outcome other : outcomes) {
        for (int k = 0; k < other.weights().size(); k++) {
          assertThat(other.weights().get(k)).isEqualTo(outcomes.getFirst().weights().get(k));
        }
      }
    }
  }

  @Test
  void lossesAreThoseOfOneProcess() throws Exception {
    requireClose(run(Map.of("learning-rate", 1e-4, "epochs", 8)));
  }

  @Test
  void whateverTheStepIsMadeOf() throws Exception {
    requireClose(
        run(
            Map.of(
                "learning-rate",
                1e-4,
                "epochs",
                4,
                "accumulate",
                2,
                "clip-norm",
                0.1,
                "weight-decay",
                0.01,
                "average",
                0.9,
                "rotate",
                10,
                "erase",
                3)));
  }

  @Test
  void testsCountEveryImageOnce() throws Exception {
    RunConfiguration configuration = run(Map.of("validation", 7));
    EpochMetrics alone = train(1, configuration).getFirst().history().getFirst();
    for (int ranks = 2; ranks <= 4; ranks++) {
      EpochMetrics shared = train(ranks, configuration).getFirst().history().getFirst();
      assertThat(shared.test().images()).isEqualTo(23);
      assertThat(shared.validation().images()).isEqualTo(7);
      assertThat(shared.images()).isEqualTo(43);
      assertThat(shared.test().meanLoss()).isCloseTo(alone.test().meanLoss(), within(1e-4));
    }
  }

  @Test
  void asManyRanksHaveTheSameBits() throws Exception {
    List<Outcome> first = train(3, run(Map.of()));
    List<Outcome> again = train(3, run(Map.of()));
    assertThat(first.getFirst().losses()).isEqualTo(again.getFirst().losses());
    for (int k = 0; k < first.getFirst().weights().size(); k++) {
      assertThat(first.getFirst().weights().get(k)).isEqualTo(again.getFirst().weights().get(k));
    }
  }

  /** Starts or goes on with a run on some ranks, until a step if one is given. */
  private void part(int ranks, long stopAt, boolean first, int stopping) throws Exception {
    RunConfiguration configuration =
        run(Map.of("validation", 7, "keep", Selection.Keep.BEST, "average", 0.9));
    Ranks.<Void>run(
        ranks,
        group ->
            () -> {
              try (Backend backend = Backends.simd(1)) {
                if (group.rank() > 0) {
                  GroupTraining.follow(
                      group,
                      backend,
                      trainer -> {
                        if (group.rank() == stopping) {
                          trainer.requestStop();
                        }
                      });
                } else {
                  lead(group, backend, configuration, first, stopAt);
                }
                return null;
              }
            });
  }

  private void lead(
      AllReduce group, Backend backend, RunConfiguration configuration, boolean first, long stopAt)
      throws IOException {
    StepLosses losses = new StepLosses();
    Path place = folder.resolve("run");
    try (RunFolder run = first ? RunFolder.create(place) : RunFolder.resume(place);
        Trainer trainer =
            first
                ? Trainer.start(configuration, DATA, backend, run, SaveInterval.DEFAULT, losses)
                : Trainer.resume(
                    run, Optional.empty(), DATA, backend, SaveInterval.DEFAULT, losses)) {
      losses.trainer = trainer;
      losses.stopAt = stopAt;
      GroupTraining.lead(trainer, group, DATA, 1);
      trainer.run();
      GroupTraining.dismiss(group);
    }
  }

  @Test
  void aRunGoesOnWithAnyNumberOfRanks() throws Exception {
    part(2, 4, true, 0);
    part(3, 9, false, 0);
    part(1, 0, false, 0);
    RunHistory run = RunHistory.read(folder.resolve("run"));
    assertThat(run.epochs()).hasSize(3);
    assertThat(run.epochs().getLast().images()).isEqualTo(43);
    assertThat(run.step()).isEqualTo(18);
  }

  @Test
  void interruptedByAsManyRanksItComesToTheSameBits() throws Exception {
    part(2, 0, true, 0);
    Map<String, float[]> whole = SmallRuns.tensors(folder.resolve("run"));
    folder = folder.resolve("again");
    part(2, 5, true, 0);
    part(2, 11, false, 0);
    part(2, 0, false, 0);
    Map<String, float[]> parts = SmallRuns.tensors(folder.resolve("run"));
    assertThat(parts.keySet()).isEqualTo(whole.keySet());
    whole.forEach((name, numbers) -> assertThat(parts.get(name)).as(name).isEqualTo(numbers));
  }

  @Test
  void whoeverIsAskedToStopStopsAll() throws Exception {
    part(3, 0, true, 2);
    assertThat(RunHistory.read(folder.resolve("run")).step()).isZero();
  }

  @Test
  void aLossThatIsNoNumberEndsAllAndNamesTheRank() {
    assertThatThrownBy(
            () ->
                Ranks.<Void>run(
                    3,
                    group ->
                        () -> {
                          StepExchange exchange = new StepExchange(group);
                          String found =
                              exchange.share(
                                  new EpochSums(), group.rank() == 2 ? "conv1 holds NaN" : null);
                          throw new TrainingDivergedException(1, found, "advice");
                        }))
        .isInstanceOf(TrainingDivergedException.class)
        .hasMessage("training diverged at step 1: rank 2: conv1 holds NaN; advice");
  }

  @Test
  void otherWeightsAreFoundOut() {
    assertThatThrownBy(
            () ->
                Ranks.<Void>run(
                    2,
                    group ->
                        () -> {
                          Tensor tensor = Tensor.zeros(20_000);
                          tensor.array()[19_999] = group.rank() == 1 ? Float.MIN_VALUE : 0;
                          new StepExchange(group).requireSame(7, List.of(tensor));
                          return null;
                        }))
        .hasMessageContaining("rank 1: its weights after step 7 have the checksum");
  }

  @Test
  void aBatchHasAnImageForEachRank() {
    assertThatThrownBy(() -> train(3, run(Map.of("batch", 2))))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessage("batch: expected at least one image for each of 3 ranks, found 2");
  }
}
