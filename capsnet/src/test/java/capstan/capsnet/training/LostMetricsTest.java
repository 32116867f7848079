package capstan.capsnet.training;

import static org.assertj.core.api.Assertions.assertThat;

import capstan.capsnet.checkpoint.RunFolder;
import capstan.capsnet.data.Dataset;
import capstan.capsnet.inference.RunHistory;
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
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever becomes of a run's tables, the run goes on, and from the checkpoint they come back. */
class LostMetricsTest {
  private static final Dataset DATA = SmallRuns.digits(600, 10);
  private static final RunConfiguration RUN = SmallRuns.run(SmallRuns.tinyNetwork(), 10, 2);
  private static final int STOP = 110;

  @TempDir private static Path wholeFolder;
  @TempDir private Path folder;

  private static final class Stopper extends StepLosses {
    private final List<String> lines = new ArrayList<>();

    @Override
    public void notice(String line) {
      lines.add(line);
    }
  }

  /** A part of the training: from its beginning or its checkpoint to a step, 0 for its end. */
  private static List<String> train(Path place, boolean resumed, long stopAt) throws IOException {
    Stopper stopper = new Stopper();
    stopper.stopAt = stopAt;
    try (Backend backend = Backends.simd(1);
        RunFolder run = resumed ? RunFolder.resume(place) : RunFolder.create(place);
        Trainer trainer =
            resumed
                ? Trainer.resume(run, Optional.empty(), DATA, backend, SaveInterval.EPOCH, stopper)
                : Trainer.start(RUN, DATA, backend, run, SaveInterval.EPOCH, stopper)) {
      stopper.trainer = trainer;
      trainer.run();
    }
    return stopper.lines;
  }

  private static List<String> withoutTimes(Path run) throws IOException {
    return Files.readAllLines(run.resolve("metrics.csv")).stream()
        .map(row -> row.replaceFirst(",[^,]*,[^,]*$", ""))
        .toList();
  }

  @BeforeAll
  static void trainWithoutAStop() throws IOException {
    train(wholeFolder, false, 0);
    assertThat(Files.readAllLines(wholeFolder.resolve("steps.csv"))).hasSize(1 + 2);
    assertThat(withoutTimes(wholeFolder)).hasSize(1 + 2);
  }

  @Test
  void lostTablesComeBackFromTheCheckpoint() throws IOException {
    Path run = folder.resolve("run");
    train(run, false, STOP);
    Files.delete(run.resolve("metrics.csv"));
    Files.delete(run.resolve("steps.csv"));
    assertThat(train(run, true, 0)).isEmpty();
    assertThat(withoutTimes(run)).isEqualTo(withoutTimes(wholeFolder));
    assertThat(Files.readAllLines(run.resolve("steps.csv"))).hasSize(1);
  }

  @Test
  void damagedTablesAreWrittenAnew() throws IOException {
    Path run = folder.resolve("run");
    train(run, false, STOP);
    Files.write(run.resolve("metrics.csv"), new byte[] {(byte) 0xff, 0, 10, 'x'});
    Files.writeString(
        run.resolve("steps.csv"),
        "a line of another program\n" + Files.readString(run.resolve("steps.csv")));
    assertThat(train(run, true, 0)).isEmpty();
    assertThat(withoutTimes(run)).isEqualTo(withoutTimes(wholeFolder));
    assertThat(run.resolve("steps.csv")).hasSameTextualContentAs(wholeFolder.resolve("steps.csv"));
  }

  @Test
  void aRunWhoseTableHeldBothKindsOfRowsGoesOnWithTwo() throws IOException {
    Path run = folder.resolve("run");
    train(run, false, STOP);
    List<String> steps = Files.readAllLines(run.resolve("steps.csv"));
    List<String> mixed = new ArrayList<>(Files.readAllLines(run.resolve("metrics.csv")));
    steps.stream().skip(1).map(row -> row + ",,,,,").forEach(mixed::add);
    Files.write(run.resolve("metrics.csv"), mixed);
    Files.delete(run.resolve("steps.csv"));
    assertThat(train(run, true, 0)).isEmpty();
    assertThat(withoutTimes(run)).isEqualTo(withoutTimes(wholeFolder));
    assertThat(run.resolve("steps.csv")).hasSameTextualContentAs(wholeFolder.resolve("steps.csv"));
  }

  @Test
  void tablesThatCannotBeWrittenAreToldOnce() throws IOException {
    Path run = folder.resolve("run");
    train(run, false, STOP);
    for (String table : List.of("metrics.csv", "steps.csv")) {
      Files.delete(run.resolve(table));
      Files.createDirectories(run.resolve(table).resolve("in the way"));
    }
    assertThat(train(run, true, 0))
        .singleElement()
        .asString()
        .contains("steps.csv: cannot write", "the training goes on");
    assertThat(RunHistory.read(run).epochs()).hasSize(2);
  }
}
