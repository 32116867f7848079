package capstan.capsnet.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import capstan.autograd.Parameter;
import capstan.capsnet.checkpoint.RunFolder;
import capstan.capsnet.data.Dataset;
import capstan.capsnet.data.ImageSet;
import capstan.capsnet.group.AllReduce;
import capstan.capsnet.group.StepExchange;
import capstan.capsnet.inference.RunHistory;
import capstan.capsnet.model.ImageExtents;
import capstan.capsnet.network.Preset;
import capstan.capsnet.run.EpochMetrics;
import capstan.capsnet.run.EpochSums;
import capstan.capsnet.run.RunConfiguration;
import capstan.capsnet.run.SaveInterval;
import capstan.capsnet.run.Score;
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
import java.util.stream.Stream;
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
        try (Trainer trainer = new Trainer(configuration, data, backend, losses)) {
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
    return train(ranks, configuration, DATA);
  }

  private static List<Outcome> train(int ranks, RunConfiguration configuration, Dataset data)
      throws Exception {
    return Ranks.run(ranks, group -> member(group, configuration, data));
  }

  private static void requireClose(RunConfiguration configuration) throws Exception {
    requireClose(configuration, DATA);
  }

  private static void requireClose(RunConfiguration configuration, Dataset data) throws Exception {
    List<Double> alone = train(1, configuration, data).getFirst().losses();
    assertThat(alone).hasSizeGreaterThan(10);
    for (int ranks = 2; ranks <= 4; ranks++) {
      List<Outcome> outcomes = train(ranks, configuration, data);
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

  /** Digits for the CNN, whose full size is too much for four of them. */
  private static ImageSet smaller(ImageSet images) {
    int size = 13;
    return images.redrawn(
        size,
        size,
        (image, into, offset) -> {
          for (int y = 0; y < size; y++) {
            for (int x = 0; x < size; x++) {
              into[offset + size * y + x] = (byte) images.pixel(image, 2 * y + 1, 2 * x + 1, 0);
            }
          }
        });
  }

  @Test
  void whatIsDroppedToo() throws Exception {
    RunConfiguration cnn = Preset.CNN.configuration();
    requireClose(
        cnn.withModel(cnn.model().resized(new ImageExtents(13, 13, 1), 10))
            .withTraining(
                Setting.changed(
                    cnn.training(), Map.of("batch", 10, "epochs", 3, "learning-rate", 1e-7))),
        new Dataset("small", smaller(DATA.train()), smaller(DATA.test())));
  }

  @Test
  void pairsAreSharedAndTestedAsByOneProcess() throws Exception {
    RunConfiguration small = run(Map.of("learning-rate", 1e-5, "epochs", 2, "shift", 4));
    RunConfiguration pairs =
        new RunConfiguration(
            RunConfiguration.PAIRS,
            small.model().resized(new ImageExtents(36, 36, 1), 10),
            small.training());
    requireClose(pairs);
    Score alone = train(1, pairs).getFirst().history().getLast().test();
    for (int ranks = 2; ranks <= 4; ranks++) {
      Score shared = train(ranks, pairs).getFirst().history().getLast().test();
      assertThat(shared.images()).isEqualTo(alone.images());
      assertThat(shared.wrong()).isEqualTo(alone.wrong());
      assertThat(shared.meanLoss()).isCloseTo(alone.meanLoss(), within(1e-5));
    }
  }

  @Test
  void whatLiesAroundMiddlesIsSentToo() throws Exception {
    RunConfiguration small = run(Map.of("learning-rate", 1e-4, "epochs", 3, "shift", 3));
    requireClose(
        small.withModel(small.model().resized(new ImageExtents(22, 22, 1), 10)),
        new Dataset("middles", DATA.train().cropped(22, 22), DATA.test().cropped(22, 22)));
  }

  @Test
  void validationImagesOfTheDataAreSentToo() throws Exception {
    Dataset own = new Dataset("own", DATA.train(), Optional.of(DATA.test().first(11)), DATA.test());
    EpochMetrics shared = train(2, run(Map.of()), own).getFirst().history().getFirst();
    assertThat(shared.validation().images()).isEqualTo(11);
  }

  @Test
  void testsCountEveryImageOnce() throws Exception {
    RunConfiguration configuration = run(Map.of("validation", 7, "learning-rate", 1e-5));
    EpochMetrics alone = train(1, configuration).getFirst().history().getFirst();
    for (int ranks = 2; ranks <= 4; ranks++) {
      EpochMetrics shared = train(ranks, configuration).getFirst().history().getFirst();
      assertThat(shared.test().images()).isEqualTo(23);
      assertThat(shared.validation().images()).isEqualTo(7);
      assertThat(shared.images()).isEqualTo(43);
      assertThat(shared.test().wrong()).isEqualTo(alone.test().wrong());
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
    List<Score> scores = scores();
    folder = folder.resolve("again");
    part(2, 5, true, 0);
    part(2, 11, false, 0);
    part(2, 0, false, 0);
    Map<String, float[]> parts = SmallRuns.tensors(folder.resolve("run"));
    assertThat(scores()).isEqualTo(scores);
    assertThat(parts.keySet()).isEqualTo(whole.keySet());
    whole.forEach((name, numbers) -> assertThat(parts.get(name)).as(name).isEqualTo(numbers));
  }

  /** Of each epoch on the images held out, and of the chosen one on the test images. */
  private List<Score> scores() throws IOException {
    return RunHistory.read(folder.resolve("run")).epochs().stream()
        .flatMap(epoch -> Stream.of(epoch.validation(), epoch.test()))
        .toList();
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
