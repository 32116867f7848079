package capstan.mnist.session;

import capstan.capsnet.checkpoint.ConfigurationJson;
import capstan.capsnet.checkpoint.InvalidCheckpointException;
import capstan.capsnet.checkpoint.RunFiles;
import capstan.capsnet.checkpoint.RunFolder;
import capstan.capsnet.run.RunConfiguration;
import capstan.capsnet.text.ShownName;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Set;

/**
 * The folder of a run that is to go on. One that was stopped before its first checkpoint has
 * nothing to go on from but its configuration: it begins again, which comes to the same bits.
 *
 * @param folder open, to be closed by the caller
 * @param fromTheBeginning whether there is no checkpoint
 */
public record ResumedRun(RunFolder folder, boolean fromTheBeginning) {

  /**
   * Opens it.
   *
   * @param path the folder
   * @throws IOException if it is no run folder, in use or cannot be written; the message is one
   *     line
   */
  public static ResumedRun open(Path path) throws IOException {
    return RunFiles.hasCheckpoint(path)
        ? new ResumedRun(RunFolder.resume(path), false)
        : new ResumedRun(RunFolder.startOver(path), true);
  }

  /**
   * Reads the configuration, and tells if the run begins again.
   *
   * @param out where that is printed
   * @throws IOException if it is none of a run; the message is one line
   */
  public RunConfiguration configuration(PrintWriter out) throws IOException {
    RunConfiguration saved = folder.readConfiguration(RunConfiguration.class);
    if (fromTheBeginning) {
      out.println(
          ShownName.of(folder.path())
              + " was stopped before its first checkpoint: it begins again");
      out.flush();
    }
    return saved;
  }

  /**
   * Checks that a run which begins again is the one that was stopped.
   *
   * @param saved its configuration
   * @param requested what is asked for now
   * @throws InvalidCheckpointException at the first setting that differs
   */
  public void requireSame(RunConfiguration saved, RunConfiguration requested)
      throws InvalidCheckpointException {
    ConfigurationJson.requireSame(
        folder.file("config.json").toString(), saved, requested, Set.of("preset"));
  }
}
