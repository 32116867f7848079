package capstan.capsnet.checkpoint;

import capstan.capsnet.file.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A run folder without a checkpoint: nothing in it could be gone on with. */
final class UnfinishedRun {
  /** What a training writes before its first checkpoint. */
  private static final List<String> BEFOREHAND =
      List.of(
          RunFiles.CONFIGURATION, RunFiles.DATA, RunFiles.METRICS, RunFiles.STEPS, FolderLock.NAME);

  private UnfinishedRun() {}

  /**
   * Gives back the name of a folder that got no checkpoint. The lock must still be held, so that no
   * other training has begun there. What the system refuses to remove stays: the run has failed
   * already, for a reason that is more worth telling.
   *
   * @param folder the folder
   * @param made whether it was made for the run, and may go with it if nothing else is in it
   */
  static void remove(Path folder, boolean made) {
    if (RunFiles.hasCheckpoint(folder)) {
      return;
    }
    try {
      AtomicFile.removeStaleTemporaries(folder, _ -> true);
      for (String name : BEFOREHAND) {
        Files.deleteIfExists(folder.resolve(name));
      }
      if (made) {
        Files.deleteIfExists(folder);
      }
    } catch (IOException stays) {
      return;
    }
  }
}
