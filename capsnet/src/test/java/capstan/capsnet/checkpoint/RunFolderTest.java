package capstan.capsnet.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import capstan.capsnet.file.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFolderTest {
  @TempDir Path temporary;
  private Path folder;

  @BeforeEach
  void name() {
    folder = temporary.resolve("runs").resolve("a");
  }

  @Test
  void keepsTheNewestAndThePreviousCheckpoint() throws IOException {
    try (RunFolder run = started()) {
      for (int step = 1; step <= 4; step++) {
        run.save(SavingProcess.checkpoint(step));
      }
      assertThat(run.restore().checkpoint().text("step")).isEqualTo("4");
      assertThat(stepOf(CheckpointPair.PREVIOUS)).isEqualTo(3);
      assertThat(run.restore().notice()).isEmpty();
    }
    assertThat(temporaries()).isZero();
  }

  @Test
  void aDamagedNewestIsSaidAndThePreviousUsedAndKept() throws IOException {
    try (RunFolder run = started()) {
      run.save(SavingProcess.checkpoint(1));
      run.save(SavingProcess.checkpoint(2));
    }
    damage(CheckpointPair.NEWEST);
    try (RunFolder run = RunFolder.resume(folder)) {
      LoadedCheckpoint loaded = run.restore();
      assertThat(loaded.checkpoint().text("step")).isEqualTo("1");
      assertThat(loaded.file()).isEqualTo(run.file(CheckpointPair.PREVIOUS));
      assertThat(loaded.notice())
          .hasValueSatisfying(
              notice ->
                  assertThat(notice)
                      .startsWith(run.file(CheckpointPair.NEWEST) + ": tensor tensor.4: damaged")
                      .endsWith("; using the previous checkpoint, " + loaded.file())
                      .doesNotContain("\n"));
      run.save(SavingProcess.checkpoint(2));
      assertThat(stepOf(CheckpointPair.PREVIOUS)).isEqualTo(1);
      run.save(SavingProcess.checkpoint(3));
      assertThat(stepOf(CheckpointPair.PREVIOUS)).isEqualTo(2);
    }
  }

  @Test
  void aMissingNewestIsSaidAndBothDamagedIsAnError() throws IOException {
    try (RunFolder run = started()) {
      run.save(SavingProcess.checkpoint(1));
      run.save(SavingProcess.checkpoint(2));
    }
    damage(CheckpointPair.PREVIOUS);
    assertThat(RunFiles.checkpointOf(folder).checkpoint().text("step")).isEqualTo("2");
    damage(CheckpointPair.NEWEST);
    assertThatThrownBy(() -> RunFiles.checkpointOf(folder))
        .isInstanceOf(InvalidCheckpointException.class)
        .hasMessageStartingWith(folder + ": neither checkpoint can be used: ")
        .hasMessageContaining(CheckpointPair.PREVIOUS)
        .hasMessageNotContaining("\n");
    Files.delete(folder.resolve(CheckpointPair.PREVIOUS));
    Files.delete(folder.resolve(CheckpointPair.NEWEST));
    assertThatThrownBy(() -> RunFiles.checkpointOf(folder))
        .hasMessage(folder.resolve(CheckpointPair.NEWEST) + ": no such file");
  }

  @Test
  void aFullDiskLeavesBothCheckpoints() throws IOException {
    FullDisk disk = new FullDisk(Long.MAX_VALUE);
    try (RunFolder run = RunFolder.create(folder, disk)) {
      run.save(SavingProcess.checkpoint(1));
      run.save(SavingProcess.checkpoint(2));
      disk.room(100_000);
      assertThatThrownBy(() -> run.save(SavingProcess.checkpoint(3)))
          .hasMessage(run.file(CheckpointPair.NEWEST) + ": cannot write: No space left on device");
      assertThat(stepOf(CheckpointPair.NEWEST)).isEqualTo(2);
      assertThat(stepOf(CheckpointPair.PREVIOUS)).isEqualTo(1);
      assertThat(temporaries()).isZero();
    }
  }

  @Test
  void twoTrainingsThatWantTheSameNewFolderGetOneEach() throws IOException {
    Path wanted = folder.resolve("runs").resolve("now");
    try (RunFolder first = RunFolder.createAnother(wanted);
        RunFolder second = RunFolder.createAnother(wanted);
        RunFolder third = RunFolder.createAnother(wanted)) {
      assertThat(first.path()).isEqualTo(wanted);
      assertThat(second.path()).isEqualTo(wanted.resolveSibling("now-2"));
      assertThat(third.path()).isEqualTo(wanted.resolveSibling("now-3"));
      third.save(SavingProcess.checkpoint(1));
    }
    assertThat(folder.resolve("runs").toFile().list()).containsExactly("now-3");
  }

  @Test
  void twoTrainingsCannotShareAFolder() throws IOException {
    try (RunFolder first = started()) {
      first.save(SavingProcess.checkpoint(1));
      assertThat(first.path()).isEqualTo(folder);
      assertThatThrownBy(() -> RunFolder.resume(folder).close())
          .isInstanceOf(IOException.class)
          .hasMessage(folder + ": in use: another training is writing into this run folder");
    }
    RunFolder.resume(folder).close();
  }

  @Test
  void anOpenedFolderIsCleanedOfWhatAKillLeft() throws IOException {
    savedOnce();
    Path left = folder.resolve(".curves.png.1-0123456789abcdef-0.tmp");
    Files.writeString(left, "half");
    RunFolder.resume(folder).close();
    assertThat(left).doesNotExist();
  }

  @Test
  void createTakesOnlyANewOrEmptyFolder() throws IOException {
    Files.createDirectories(folder);
    savedOnce();
    assertThatThrownBy(() -> RunFolder.create(folder).close())
        .hasMessage(folder + ": already holds a run: resume it, or name another folder");
    Path full = Files.createDirectory(temporary.resolve("full"));
    Files.writeString(full.resolve("thesis.txt"), "");
    assertThatThrownBy(() -> RunFolder.create(full).close())
        .hasMessage(
            full + ": not empty: it holds thesis.txt, expected a new or empty folder for the run");
    Path file = full.resolve("thesis.txt");
    assertThatThrownBy(() -> RunFolder.create(file).close())
        .hasMessage(file + ": a file, expected a folder for the run");
  }

  @Test
  void whatIsNoRunIsSaid() throws IOException {
    assertThatThrownBy(() -> RunFolder.resume(folder).close())
        .hasMessage(folder + ": no such run folder");
    assertThatThrownBy(() -> RunFolder.resume(temporary).close())
        .hasMessage(temporary + ": not a run folder: it has no config.json");
    assertThatThrownBy(() -> RunFiles.checkpointOf(temporary))
        .hasMessage(temporary + ": not a run folder: it has no config.json");
    Path file = Files.writeString(temporary.resolve("notes.txt"), "Not a checkpoint at all.");
    assertThatThrownBy(() -> RunFolder.resume(file).close())
        .hasMessage(file + ": a file, expected the folder of a run");
    assertThatThrownBy(() -> RunFiles.checkpointOf(file))
        .hasMessageContaining("not a safetensors file");
  }

  @Test
  void aFileOfOthersLoadsWithANotice() throws IOException {
    Path file = temporary.resolve("torch.safetensors");
    Files.write(
        file,
        SafetensorsBytes.file(
            "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", new byte[4]));
    LoadedCheckpoint loaded = RunFiles.checkpointOf(file);
    assertThat(loaded.checkpoint().tensors()).containsOnlyKeys("a");
    assertThat(loaded.notice())
        .hasValueSatisfying(notice -> assertThat(notice).contains("has no checksums"));

    Path own = temporary.resolve("own.safetensors");
    SafetensorsFile.write(own, SavingProcess.checkpoint(5));
    assertThat(RunFiles.checkpointOf(own).notice()).isEmpty();
  }

  @Test
  void configuration() throws IOException {
    try (RunFolder run = started()) {
      assertThat(run.readConfiguration(SavingProcess.Configuration.class))
          .isEqualTo(new SavingProcess.Configuration(1));
      assertThat(run.file("config.json")).hasContent("{\n  \"seed\" : 1\n}\n");
      Files.writeString(run.file("config.json"), "{\"sed\": 1}");
      assertThatThrownBy(() -> run.readConfiguration(SavingProcess.Configuration.class))
          .isInstanceOf(InvalidConfigurationException.class)
          .hasMessage(run.file("config.json") + ": unknown key sed, expected one of seed");
    }
  }

  @Test
  void aRunWithoutACheckpointLeavesTheFolderAsItWas() throws IOException {
    try (RunFolder run = started()) {
      run.metrics(RunFiles.METRICS, List.of("loss")).replace(List.of());
      run.metrics(RunFiles.STEPS, List.of("loss")).replace(List.of());
    }
    assertThat(folder).doesNotExist();
    assertThat(folder.getParent()).exists();
    Files.createDirectories(folder);
    started().close();
    assertThat(folder).isEmptyDirectory();
    try (RunFolder run = started()) {
      Files.writeString(run.file("thesis.txt"), "of somebody");
    }
    assertThat(folder.resolve("thesis.txt")).hasContent("of somebody");
    assertThat(folder.resolve(RunFiles.CONFIGURATION)).doesNotExist();
    Files.delete(folder.resolve("thesis.txt"));
    savedOnce();
    RunFolder.resume(folder).close();
    assertThat(stepOf(CheckpointPair.NEWEST)).isEqualTo(1);
    Files.delete(folder.resolve(CheckpointPair.NEWEST));
    // Only what began here is taken back, never a run that was there before.
    RunFolder.resume(folder).close();
    assertThat(folder.resolve(RunFiles.CONFIGURATION)).exists();
  }

  private void savedOnce() throws IOException {
    try (RunFolder run = started()) {
      run.save(SavingProcess.checkpoint(1));
    }
  }

  private RunFolder started() throws IOException {
    RunFolder run = RunFolder.create(folder);
    run.writeConfiguration(new SavingProcess.Configuration(1));
    return run;
  }

  private long stepOf(String name) throws IOException {
    return Long.parseLong(
        SafetensorsFile.read(folder.resolve(name), Checksums.REQUIRED).text("step"));
  }

  private long temporaries() throws IOException {
    try (var files = Files.list(folder)) {
      return files.filter(AtomicFile::isTemporary).count();
    }
  }

  private void damage(String name) throws IOException {
    Path file = folder.resolve(name);
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 1000] ^= 4;
    Files.delete(file); // the other checkpoint may be the same file under another name
    Files.write(file, bytes);
  }

  @Test
  void aCheckpointIsReadWithoutItsConfigurationFile() throws IOException {
    try (RunFolder run = started()) {
      run.save(SavingProcess.checkpoint(3));
    }
    Files.delete(folder.resolve("config.json"));
    assertThat(RunFiles.checkpointOf(folder).checkpoint().text("step")).isEqualTo("3");
    assertThatThrownBy(() -> RunFolder.resume(folder)).hasMessageContaining("config.json");
  }
}
