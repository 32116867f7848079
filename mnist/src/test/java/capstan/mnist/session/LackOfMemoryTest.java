package capstan.mnist.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import capstan.capsnet.checkpoint.RunFolder;
import capstan.capsnet.data.Dataset;
import capstan.capsnet.data.DrawnDigits;
import capstan.capsnet.group.AllReduce;
import capstan.capsnet.memory.NotEnoughMemoryException;
import capstan.capsnet.network.CapsNetPresets;
import capstan.capsnet.network.Preset;
import capstan.capsnet.run.RunConfiguration;
import capstan.capsnet.run.SaveInterval;
import capstan.capsnet.training.Trainer;
import capstan.core.backend.BackendChoice;
import capstan.core.backend.Backends;
import capstan.mnist.exit.CommandFailure;
import capstan.mnist.experiment.PlannedRun;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What does not fit is refused before it begins; what began and ran out says how to go on. */
class LackOfMemoryTest {
  private static final Dataset DATA = DrawnDigits.dataset(40, 10, 1, 1);

  private final PrintWriter out = new PrintWriter(new StringWriter());

  @TempDir private Path temporary;

  private static RunConfiguration run(int batch) {
    RunConfiguration paper = Preset.PAPER.configuration();
    return paper
        .withModel(
            CapsNetPresets.paper()
                .with("conv1-kernels", 4)
                .with("primary-types", 2)
                .with("decoder-hidden", List.of(8)))
        .withTraining(paper.training().with("batch", batch).with("epochs", 3));
  }

  @Test
  void aTrainingThatRunsOutSaysWhatRemainsAndHowToGoOn() throws Exception {
    BackendChoice choice = Backends.lookup("simd", 1);
    Path folder = temporary.resolve("run");
    try (var backend = choice.backend();
        RunFolder place = RunFolder.create(folder);
        TrainingSession session = new TrainingSession(out);
        Trainer trainer =
            Trainer.start(run(20), DATA, backend, place, SaveInterval.DEFAULT, session)) {
      session.begin(trainer, place, backend, DATA);
      trainer.until(
          epoch -> {
            if (epoch.epoch() == 2) {
              throw new OutOfMemoryError("Java heap space");
            }
            return false;
          });
      assertThatThrownBy(() -> InterruptibleTraining.run(trainer, session, out, () -> "again"))
          .isInstanceOf(CommandFailure.class)
          .hasMessageMatching(
              "Java ran out of memory in a step, it may use [0-9,]+ MiB; the last good checkpoint,"
                  + " of step 2, is in .*run\\. With more, go on:"
                  + " CAPSTAN_JAVA_OPTIONS=-Xmx[0-9]+m again");
    }
  }

  /** The largest batch, of a network whose Conv1 alone then has 1.7 thousand million outputs. */
  private static RunConfiguration vast() {
    return run(65_536).withModel(CapsNetPresets.paper().with("conv1-kernels", 64));
  }

  @Test
  void allRunsOfASeriesAreCheckedBeforeTheFirst() throws Exception {
    BackendChoice choice = Backends.lookup("simd", 1);
    try (var _ = choice.backend()) {
      List<PlannedRun> runs =
          List.of(
              new PlannedRun("small", temporary.resolve("small"), run(20), epoch -> false),
              new PlannedRun("large", temporary.resolve("large"), vast(), epoch -> false));
      RunSeries series =
          new RunSeries(
              runs,
              DATA,
              Optional.empty(),
              new TrainingMachine(choice, AllReduce.alone(), 0),
              out,
              out,
              () -> "");
      assertThatThrownBy(() -> series.train(new HashMap<>(), () -> {}))
          .isInstanceOf(NotEnoughMemoryException.class)
          .hasMessageContaining("training needs about");
      assertThat(temporary).isEmptyDirectory();
    }
  }
}
