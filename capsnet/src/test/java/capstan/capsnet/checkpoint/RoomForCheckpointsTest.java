package capstan.capsnet.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import capstan.capsnet.file.AtomicFile;
import capstan.core.Shape;
import capstan.core.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Disks with room for a few checkpoints only. */
class RoomForCheckpointsTest {
  private static final int FLOATS = 75_000;
  private static final long BYTES = 301_000;

  @TempDir private Path temporary;

  private static Checkpoint checkpoint(int step) {
    return Checkpoint.builder()
        .text("step", Long.toString(step))
        .tensor("weights", Tensor.zeros(Shape.of(FLOATS)))
        .build();
  }

  private static long step(Path folder, String name) throws IOException {
    return Long.parseLong(
        SafetensorsFile.read(folder.resolve(name), Checksums.REQUIRED).text("step"));
  }

  private static void assertRefused(RunFolder run) {
    assertThatThrownBy(() -> run.requireRoom(checkpoint(0)))
        .isInstanceOf(IOException.class)
        .hasMessage(
            run.file(CheckpointPair.NEWEST)
                + ": cannot write: No space left on device; a run keeps its newest checkpoint and"
                + " the one before it, of 1 MiB each");
  }

  @Test
  void roomForBothIsProvenAndGivenBack() throws IOException {
    FullDisk disk = new FullDisk(1 << 20);
    try (RunFolder run = RunFolder.create(temporary.resolve("run"), disk)) {
      disk.room(2 * BYTES - BYTES / 2);
      assertRefused(run);
      disk.room(2 * BYTES);
      run.requireRoom(checkpoint(0));
      disk.room(BYTES);
      run.save(checkpoint(1));
      disk.room(BYTES / 2);
      assertRefused(run);
      disk.room(BYTES);
      run.requireRoom(checkpoint(0));
      disk.room(BYTES);
      run.save(checkpoint(2));
      disk.room(0);
      run.requireRoom(checkpoint(0)); // both have their place
      try (var files = Files.list(run.path())) {
        assertThat(files.filter(AtomicFile::isTemporary)).isEmpty();
      }
    }
  }

  @Test
  void aPlaceThatTakesNothingIsSaid() throws IOException {
    Path folder = temporary.resolve("run");
    try (RunFolder run = RunFolder.create(folder)) {
      Files.move(folder, temporary.resolve("away"));
      assertThatThrownBy(() -> run.requireRoom(checkpoint(0)))
          .hasMessageContaining("no such file or folder");
    }
  }

  @Test
  void whereThereIsNoRoomForAThirdThePreviousOneGoesFirst() throws Exception {
    Path disk = Files.createDirectory(temporary.resolve("disk"));
    assumeTrue(runs("mount", "-t", "tmpfs", "-o", "size=800k", "tmpfs", disk.toString()));
    try (RunFolder run = RunFolder.create(disk.resolve("run"))) {
      for (int step = 1; step <= 4; step++) {
        run.save(checkpoint(step));
        assertThat(step(run.path(), CheckpointPair.NEWEST)).isEqualTo(step);
        if (step > 1) {
          assertThat(step(run.path(), CheckpointPair.PREVIOUS)).isEqualTo(step - 1);
        }
      }
    } finally {
      assertThat(runs("umount", disk.toString())).isTrue();
    }
  }

  private static boolean runs(String... command) throws InterruptedException {
    try {
      return new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException noSuchCommand) {
      return false;
    }
  }
}
