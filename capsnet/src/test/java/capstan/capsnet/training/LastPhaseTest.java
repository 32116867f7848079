package capstan.capsnet.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import capstan.autograd.Tape;
import capstan.autograd.loss.MarginLoss;
import capstan.capsnet.checkpoint.ConfigurationJson;
import capstan.capsnet.checkpoint.RunFolder;
import capstan.capsnet.data.Dataset;
import capstan.capsnet.data.DrawnDigits;
import capstan.capsnet.model.ImageExtents;
import capstan.capsnet.model.TrainingGraph;
import capstan.capsnet.network.CapsNet;
import capstan.capsnet.network.CapsNetConfiguration;
import capstan.capsnet.network.CapsuleNetwork;
import capstan.capsnet.run.EpochMetrics;
import capstan.capsnet.run.RunConfiguration;
import capstan.capsnet.run.SaveInterval;
import capstan.capsnet.setting.InvalidSettingException;
import capstan.core.Tensor;
import capstan.core.Workspace;
import capstan.core.backend.Backends;
import capstan.core.kernel.Backend;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Other margins at the end of a run. */
class LastPhaseTest {
  private static final Dataset DATA = SmallRuns.digits(60, 10);

  @TempDir private Path temporary;

  private static CapsNetConfiguration network(double part) {
    return SmallRuns.tinyNetwork().with("last-phase", part).with("last-present-margin", 0.99);
  }

  /** Of 12 steps. */
  private static RunConfiguration run(double part) {
    return SmallRuns.run(network(part), 10, 2);
  }

  private static List<Double> losses(RunConfiguration run) throws IOException {
    StepLosses losses = new StepLosses();
    try (Backend backend = Backends.simd(1);
        Trainer trainer = Trainer.start(run, DATA, backend, losses)) {
      trainer.run();
    }
    return losses.losses;
  }

  @Test
  void beginsAtItsStep() throws IOException {
    List<Double> usual = losses(run(0));
    for (int steps : new int[] {1, 4, 6, 9, 12}) {
      List<Double> late = losses(run(steps / 12.0));
      int first = 12 - steps;
      assertThat(late.subList(0, first)).isEqualTo(usual.subList(0, first));
      // A longer capsule is asked for.
      assertThat(late.get(first)).isGreaterThan(usual.get(first) + 0.01);
    }
  }

  @Test
  void theLossIsThatOfTheseMarginsAndTestsHaveTheUsualOnes() {
    CapsNet network = (CapsNet) network(0.25).with("decoder", false).newModel(3);
    CapsuleNetwork late = network.learningAt(9, 12);
    assertThat(network.learningAt(8, 12)).isSameAs(network);
    assertThat(network.learningAt(11, 12)).isSameAs(late).isNotSameAs(network);
    assertThat(late.parameters()).isEqualTo(network.parameters());
    lengthenCapsules(network);
    Tensor images = Tensor.zeros(1, 28, 28, 1);
    for (int i = 0; i < images.elements(); i++) {
      images.array()[images.offset() + i] = i % 5 / 5f;
    }
    Tensor targets = Tensor.zeros(1, 10);
    targets.set(1, 0, 4);
    try (Backend backend = Backends.scalar()) {
      Tape tape = new Tape(backend, new Workspace(), true);
      TrainingGraph graph = late.recordTraining(tape, images, targets, 0);
      float[] lengths = graph.scores().value().toArray();
      double expected = 0;
      double usual = 0;
      double longest = 0;
      for (int j = 0; j < 10; j++) {
        double missing = Math.max(0, 0.99 - lengths[j]);
        double excess = Math.max(0, lengths[j] - 0.05);
        expected += j == 4 ? missing * missing : 0.8 * excess * excess;
        usual += MarginLoss.ofOne(lengths[j], j == 4, 0.9, 0.1, 0.5);
        longest = j == 4 ? longest : Math.max(longest, lengths[j]);
      }
      assertThat(longest).as("lengths that prove something").isGreaterThan(0.3);
      assertThat((double) graph.loss().value().toArray()[0]).isCloseTo(expected, within(1e-6));
      assertThat(network.classificationLoss(lengths, 0, 4)).isEqualTo(usual);
      assertThat(expected).isGreaterThan(usual + 0.01);
    }
  }

  /** So that capsules of other classes are longer than they may be. */
  private static void lengthenCapsules(CapsNet network) {
    Tensor weights =
        network.modelParameters().stream()
            .filter(each -> each.name().equals("digit_caps.W"))
            .findFirst()
            .orElseThrow()
            .parameter()
            .value();
    for (int k = weights.offset(); k < weights.offset() + weights.elements(); k++) {
      weights.array()[k] *= 30;
    }
  }

  @Test
  void stoppingBesideItsBeginningChangesNoBit() throws IOException {
    List<Double> whole = losses(run(0.5));
    for (long stop : new long[] {5, 6, 7}) {
      StepLosses losses = new StepLosses();
      losses.stopAt = stop;
      Path place = temporary.resolve("stopped" + stop);
      try (Backend backend = Backends.simd(2)) {
        try (RunFolder folder = RunFolder.create(place);
            Trainer trainer =
                Trainer.start(run(0.5), DATA, backend, folder, SaveInterval.EPOCH, losses)) {
          losses.trainer = trainer;
          trainer.run();
        }
        try (RunFolder folder = RunFolder.resume(place);
            Trainer trainer =
                Trainer.resume(
                    folder, Optional.of(run(0.5)), DATA, backend, SaveInterval.EPOCH, losses)) {
          losses.trainer = trainer;
          trainer.run();
        }
      }
      assertThat(losses.losses).isEqualTo(whole);
    }
  }

  @Test
  void pairsHaveItToo() throws IOException {
    Dataset data = DrawnDigits.dataset(40, 10, 2, 1);
    assertThat(pairLoss(data, 0.5)).isGreaterThan(pairLoss(data, 0) + 0.01);
  }

  /** Of the second of two epochs. */
  private double pairLoss(Dataset data, double part) throws IOException {
    CapsNetConfiguration network = network(part).resized(new ImageExtents(36, 36, 1), 10);
    RunConfiguration run = SmallRuns.run(network, 10, 2);
    try (Backend backend = Backends.simd(1);
        RunFolder folder = RunFolder.create(temporary.resolve("pairs" + part));
        Trainer trainer =
            Trainer.start(
                new RunConfiguration(
                    RunConfiguration.PAIRS, network, run.training().with("shift", 4)),
                data,
                backend,
                folder,
                SaveInterval.EPOCH,
                TrainingListener.SILENT)) {
      List<EpochMetrics> history = trainer.run().history();
      return history.getLast().loss();
    }
  }

  @Test
  void marginsMustNotOverlapAndEarlierFilesHaveNone() throws IOException {
    assertThatThrownBy(() -> network(0.5).with("last-absent-margin", 0.995))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessage(
            "last-absent-margin must be at most the last-present-margin of 0.99, found 0.995");
    assertThatThrownBy(() -> network(1.5)).hasMessageContaining("from 0 to 1");
    String json = ConfigurationJson.write(SmallRuns.run(SmallRuns.tinyNetwork(), 10, 1));
    String earlier =
        json.replaceAll(",\\s*\"lastPhase\" : \\{[^}]*}", "")
            .replaceAll("\"optimization\" : \\{[^}]*},\\s*", "");
    assertThat(earlier).doesNotContain("lastPhase", "optimization");
    RunConfiguration read = ConfigurationJson.read("earlier", earlier, RunConfiguration.class);
    assertThat(ConfigurationJson.write(read)).isEqualTo(json);
  }
}
