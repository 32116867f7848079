package capstan.capsnet.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import capstan.capsnet.checkpoint.Checkpoint;
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
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A save that fails is tried again, while the training goes on and for a while after its end. */
class FailedSavesTest {
  private static final Dataset DATA = SmallRuns.digits(60, 10);
  private static final RunConfiguration RUN = SmallRuns.run(SmallRuns.tinyNetwork(), 10, 3);
  private static final Checkpoint ANY = Checkpoint.builder().build();

  @TempDir private Path temporary;

  /** Time that goes only where it is let. */
  private static final class MadeClock implements CheckpointSaving.Clock {
    private long now;
    private boolean stopped;
    private final List<Long> pauses = new ArrayList<>();

    void seconds(long seconds) {
      now += TimeUnit.SECONDS.toNanos(seconds);
    }

    @Override
    public long nanoseconds() {
      return now;
    }

    @Override
    public boolean pause(long nanoseconds) {
      pauses.add(TimeUnit.NANOSECONDS.toSeconds(nanoseconds));
      now += nanoseconds;
      return stopped;
    }
  }

  /** A disk that is full or not, and hears what is told of it. */
  private static final class Disk implements CheckpointSaving.Store, TrainingListener {
    private boolean full;
    private int saved;
    private final List<String> lines = new ArrayList<>();

    @Override
    public void save(Checkpoint checkpoint) throws IOException {
      if (full) {
        throw new IOException("runs/a/checkpoint.safetensors: cannot write: no room");
      }
      saved++;
    }

    @Override
    public void notice(String line) {
      lines.add(line);
    }
  }

  private final MadeClock clock = new MadeClock();
  private final Disk disk = new Disk();

  private CheckpointSaving saving(SaveInterval interval) {
    return new CheckpointSaving(disk, interval, disk, clock);
  }

  @Test
  void itIsTriedAgainAtGrowingIntervalsAndToldTwice() {
    CheckpointSaving saving = saving(new SaveInterval(1, 0));
    disk.full = true;
    assertThat(saving.isDue(1)).isTrue();
    List<Integer> waits = new ArrayList<>();
    for (int attempt = 0; attempt < 9; attempt++) {
      assertThat(saving.attempt(1, () -> ANY)).isFalse();
      int waited = 0;
      while (!saving.isDue(1)) {
        clock.seconds(1);
        waited++;
      }
      waits.add(waited);
    }
    assertThat(waits).containsExactly(5, 10, 20, 40, 80, 160, 300, 300, 300);
    assertThat(disk.lines)
        .containsExactly(
            "warning: runs/a/checkpoint.safetensors: cannot write: no room; the training goes on,"
                + " and saving is tried again from time to time");
    disk.full = false;
    assertThat(saving.attempt(7, () -> ANY)).isTrue();
    assertThat(disk.lines).hasSize(2).last().isEqualTo("saved again, the training up to step 7");
    assertThat(saving.isDue(8)).isTrue();
    disk.full = true;
    assertThat(saving.attempt(8, () -> ANY)).isFalse();
    assertThat(disk.lines).as("a new failure is told again").hasSize(3);
  }

  @Test
  void atTheEndItIsTriedForAMinute() throws IOException {
    CheckpointSaving saving = saving(SaveInterval.EPOCH);
    disk.full = true;
    assertThatThrownBy(() -> saving.last(9, () -> ANY))
        .isInstanceOf(UnsavedTrainingException.class)
        .hasMessage(
            "runs/a/checkpoint.safetensors: cannot write: no room; the training up to step 9 is not"
                + " saved");
    assertThat(clock.pauses).containsExactly(1L, 2L, 4L, 8L, 16L);
    clock.pauses.clear();
    disk.full = false;
    saving.last(9, () -> ANY);
    assertThat(clock.pauses).isEmpty();
    assertThat(disk.saved).isEqualTo(1);
  }

  @Test
  void askedToStopItIsTriedOnce() {
    CheckpointSaving saving = saving(SaveInterval.EPOCH);
    disk.full = true;
    clock.stopped = true;
    assertThatThrownBy(() -> saving.last(9, () -> ANY))
        .isInstanceOf(UnsavedTrainingException.class);
    assertThat(clock.pauses).hasSize(1);
  }

  @Test
  void lackOfMemoryForACheckpointIsAFailedSave() {
    CheckpointSaving saving = saving(SaveInterval.EPOCH);
    assertThat(
            saving.attempt(
                1,
                () -> {
                  throw new OutOfMemoryError();
                }))
        .isFalse();
    assertThat(disk.lines).singleElement().asString().contains("no memory");
  }

  /** Moves the run folder away after one step and back after another. */
  private List<String> trainWithoutFolder(int gone, int back) throws IOException {
    Path place = temporary.resolve("run");
    Path away = temporary.resolve("away");
    List<String> lines = new ArrayList<>();
    TrainingListener mover =
        new TrainingListener() {
          @Override
          public void stepCompleted(TrainingProgress progress) {
            try {
              if (progress.step() == gone) {
                Files.move(place, away);
              } else if (progress.step() == back) {
                Files.move(away, place);
              }
            } catch (IOException failure) {
              lines.add(failure.toString());
            }
          }

          @Override
          public void notice(String line) {
            lines.add(line);
          }
        };
    try (Backend backend = Backends.simd(1);
        RunFolder run = RunFolder.create(place);
        Trainer trainer = Trainer.start(RUN, DATA, backend, run, SaveInterval.EPOCH, mover)) {
      trainer.saveBy(clock, SaveInterval.EPOCH);
      trainer.run();
    }
    return lines.stream().filter(line -> !line.contains("csv")).toList();
  }

  @Test
  void aTrainingWhoseFolderIsGoneForAWhileIsWhole() throws IOException {
    assertThat(trainWithoutFolder(3, 9))
        .satisfiesExactly(
            line -> assertThat(line).contains("checkpoint.safetensors: cannot write", "goes on"),
            line -> assertThat(line).isEqualTo("saved again, the training up to step 12"));
    assertThat(RunHistory.read(temporary.resolve("run")).epochs()).hasSize(3);
  }

  @Test
  void whatCannotBeSavedAtItsEndKeepsTheCheckpointBefore() {
    assertThatThrownBy(() -> trainWithoutFolder(9, -1))
        .isInstanceOf(UnsavedTrainingException.class)
        .hasMessageContaining("the training up to step 18 is not saved");
    assertThat(temporary.resolve("away/checkpoint.safetensors")).exists();
  }
}
