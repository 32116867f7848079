package capstan.capsnet.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import capstan.core.Tensor;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real processes saving for their life: killed with SIGKILL, or stopped by a limit on files. */
class KilledWhileSavingTest {
  private static final int KILLS = 6;

  @TempDir Path folder;

  @Test
  @Timeout(120)
  void whatWasSavedIsNeverLostAndNeverHalf() throws Exception {
    Path runFolder = folder.resolve("run");
    Random random = new Random(20_260_101);
    long last = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      last = Math.max(last, saveUntilKilled(runFolder, random.nextInt(60)));
      try (RunFolder run = RunFolder.resume(runFolder)) {
        LoadedCheckpoint loaded = run.restore();
        assertThat(loaded.notice()).isEmpty();
        assertThat(Long.parseLong(loaded.checkpoint().text("step"))).isBetween(last, last + 1);
        assertWholeGeneration(loaded.checkpoint());
        last = Long.parseLong(loaded.checkpoint().text("step"));
      }
      assertWholeGeneration(
          SafetensorsFile.read(runFolder.resolve(CheckpointPair.PREVIOUS), Checksums.REQUIRED));
      assertThat(names(runFolder))
          .containsExactlyInAnyOrder(
              FolderLock.NAME,
              RunFiles.CONFIGURATION,
              CheckpointPair.NEWEST,
              CheckpointPair.PREVIOUS);
    }
    assertThat(last).isGreaterThanOrEqualTo(KILLS);
  }

  /** The kernel's own refusal to write more, without the rights a small disk would take. */
  @Test
  @Timeout(60)
  void whenTheSystemRefusesToWriteTheOldCheckpointSurvives() throws Exception {
    Assumptions.assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "no shell to set the limit");
    Path runFolder = folder.resolve("run");
    try (RunFolder run = RunFolder.create(runFolder)) {
      run.writeConfiguration(new SavingProcess.Configuration(1));
      run.save(SavingProcess.checkpoint(7));
    }
    List<String> java = ChildJvm.command(SavingProcess.class, runFolder.toString(), "5");
    Process process =
        new ProcessBuilder(
                Stream.concat(
                        Stream.of("/bin/sh", "-c", "ulimit -f 300 && exec \"$@\"", "sh"),
                        java.stream())
                    .toList())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    Path newest = runFolder.resolve(CheckpointPair.NEWEST);
    assertThat(output).isEqualTo(newest + ": cannot write: File too large\n");
    assertThat(names(runFolder))
        .containsExactlyInAnyOrder(FolderLock.NAME, RunFiles.CONFIGURATION, CheckpointPair.NEWEST);
    LoadedCheckpoint loaded = RunFiles.checkpointOf(runFolder);
    assertThat(loaded.checkpoint().text("step")).isEqualTo("7");
    assertWholeGeneration(loaded.checkpoint());
  }

  /** The last generation the process said it had saved. */
  private long saveUntilKilled(Path runFolder, int milliseconds) throws Exception {
    Process process =
        new ProcessBuilder(
                ChildJvm.command(
                    SavingProcess.class, runFolder.toString(), Integer.toString(1 << 30)))
            .redirectErrorStream(true)
            .start();
    try (BufferedReader output = process.inputReader()) {
      String first = output.readLine();
      assertThat(first).matches("\\d+");
      TimeUnit.MILLISECONDS.sleep(milliseconds);
      process.toHandle().destroyForcibly(); // Process.destroyForcibly would close the output too
      process.waitFor();
      long last = Long.parseLong(first);
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        if (line.matches("\\d+") && Long.parseLong(line) == last + 1) {
          last++;
        }
      }
      return last;
    } finally {
      process.destroyForcibly();
    }
  }

  private static void assertWholeGeneration(Checkpoint checkpoint) throws IOException {
    long generation = Long.parseLong(checkpoint.text("step"));
    assertThat(checkpoint.tensors()).hasSize(SavingProcess.TENSORS);
    for (Tensor tensor : checkpoint.tensors().values()) {
      assertThat(tensor.elements()).isEqualTo(SavingProcess.ELEMENTS);
      Tensor expected = Tensor.zeros(tensor.shape());
      expected.fill((float) generation);
      assertThat(tensor.toArray()).isEqualTo(expected.toArray());
    }
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}
