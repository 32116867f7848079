package capstan.capsnet.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One training at a time in a folder, whatever becomes of the files that are locked. */
class FolderLockTest {
  @TempDir Path folder;

  private String inUse() {
    return folder + ": in use: another training is writing into this run folder";
  }

  /** What a process of its own says that tries to take the lock. */
  private String anotherProcess() throws IOException {
    Process other =
        new ProcessBuilder(ChildJvm.command(LockingProcess.class, folder.toString()))
            .redirectErrorStream(true)
            .start();
    other.getOutputStream().close();
    try (BufferedReader said = other.inputReader()) {
      return said.readLine();
    }
  }

  @Test
  void anotherProcessIsKeptOutWhileItIsHeldAndNoLonger() throws IOException {
    try (FolderLock _ = FolderLock.take(folder)) {
      assertThat(anotherProcess()).isEqualTo(inUse());
    }
    assertThat(anotherProcess()).isEqualTo("taken");
  }

  /** A POSIX lock would be lost with any other handle on the file that this process closes. */
  @Test
  void aSecondTrainingInThisProcessDoesNotGiveTheLockAway() throws IOException {
    try (FolderLock _ = FolderLock.take(folder)) {
      assertThatThrownBy(() -> FolderLock.take(folder)).hasMessage(inUse());
      assertThat(anotherProcess()).isEqualTo(inUse());
    }
    FolderLock.take(folder).close();
  }

  @Test
  void withTheLockRemovedTheConfigurationKeepsOthersOut() throws IOException {
    try (RunFolder run = RunFolder.create(folder)) {
      run.writeConfiguration(new SavingProcess.Configuration(1));
      run.writeConfiguration(new SavingProcess.Configuration(2));
      assertThat(run.readConfiguration(SavingProcess.Configuration.class))
          .isEqualTo(new SavingProcess.Configuration(2));
      Files.delete(folder.resolve(FolderLock.NAME));
      assertThat(anotherProcess()).isEqualTo(inUse());
      run.save(SavingProcess.checkpoint(1));
      assertThat(folder.resolve(FolderLock.NAME)).exists();
      Files.delete(folder.resolve(RunFiles.CONFIGURATION));
      assertThat(anotherProcess()).isEqualTo(inUse());
    }
  }

  @Test
  void aTrainingThatFindsAnotherInItsFolderEndsBeforeItWrites() throws Exception {
    try (RunFolder run = RunFolder.create(folder)) {
      run.save(SavingProcess.checkpoint(1));
      Files.delete(folder.resolve(FolderLock.NAME));
      Process other =
          new ProcessBuilder(ChildJvm.command(LockingProcess.class, folder.toString())).start();
      try (BufferedReader said = other.inputReader()) {
        assertThat(said.readLine()).isEqualTo("taken");
        assertThatThrownBy(() -> run.save(SavingProcess.checkpoint(2)))
            .hasMessageStartingWith(folder + ": its .lock was removed and another training has");
        assertThat(RunFiles.checkpointOf(folder).checkpoint().text("step")).isEqualTo("1");
      } finally {
        other.getOutputStream().close();
        other.waitFor();
      }
    }
  }
}
