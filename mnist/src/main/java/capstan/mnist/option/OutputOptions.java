package capstan.mnist.option;

import capstan.mnist.illustration.OutputFolder;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where the pictures of a command go, and how it says what it found. */
public final class OutputOptions extends PrintOptions {
  @Option(
      names = "--out",
      order = 1,
      paramLabel = "DIR",
      description =
          "Folder for the pictures and tables; files of the same name are replaced (default: a"
              + " folder named after the command, beside the checkpoint).")
  private Path out;

  /**
   * The folder, made if it is not there; asked for before anything long is computed for it.
   *
   * @param checkpoint the network's file
   * @param command its name is the folder's unless another was given
   * @throws IOException if it cannot be made or written into; the message is one line
   */
  public OutputFolder folder(Path checkpoint, String command) throws IOException {
    return OutputFolder.make(out != null ? out : checkpoint.resolveSibling(command));
  }
}
