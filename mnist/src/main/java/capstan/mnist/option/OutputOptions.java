package capstan.mnist.option;

import capstan.mnist.illustration.OutputFolder;
import capstan.mnist.text.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Where the pictures of a command go, and how it says what it found. */
public final class OutputOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--out",
      order = 1,
      paramLabel = "DIR",
      description =
          "Folder for the pictures and tables; files of the same name are replaced (default: a"
              + " folder named after the command, beside the checkpoint).")
  private Path out;

  @Option(names = "--json", order = 2, description = "Print one JSON object instead of text.")
  private boolean json;

  /** Where people look; with --json only the object goes to standard output. */
  public PrintWriter shown() {
    return json ? spec.commandLine().getErr() : spec.commandLine().getOut();
  }

  /**
   * Prints what a command found.
   *
   * @param found a record, for programs
   * @param files written, named after it
   * @param text prints the same for people
   */
  public void print(Record found, List<Path> files, Consumer<PrintWriter> text) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(Json.of(found, files));
    } else {
      text.accept(out);
    }
    out.flush();
  }

  /** Whether to print JSON. */
  public boolean json() {
    return json;
  }

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
