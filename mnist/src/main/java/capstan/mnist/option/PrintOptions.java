package capstan.mnist.option;

import capstan.capsnet.data.ImageSet;
import capstan.capsnet.inspect.EncodedImages;
import capstan.capsnet.model.Model;
import capstan.core.kernel.Backend;
import capstan.mnist.display.LineDisplay;
import capstan.mnist.display.TrainingDisplay;
import capstan.mnist.text.Json;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How a command says what it found. */
public sealed class PrintOptions permits OutputOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(names = "--json", order = 5, description = "Print one JSON object instead of text.")
  private boolean json;

  /** Where people look; with --json only the object goes to standard output. */
  public final PrintWriter shown() {
    return json ? spec.commandLine().getErr() : spec.commandLine().getOut();
  }

  /** Shows how far a test is; with --json it says nothing. */
  public final TrainingDisplay display() {
    PrintWriter out = spec.commandLine().getOut();
    return json ? new LineDisplay(out) : TrainingDisplay.of(out);
  }

  /** Encodes images and shows how far it is. */
  public final EncodedImages encode(Model network, Backend backend, ImageSet images) {
    try (TrainingDisplay display = display()) {
      return EncodedImages.encode(network, backend, images, display);
    }
  }

  /**
   * Prints what a command found.
   *
   * @param found a record, for programs
   * @param files written, named after it
   * @param text prints the same for people
   */
  public final void print(Record found, List<Path> files, Consumer<PrintWriter> text) {
    print(Json.of(found, files), text);
  }

  /** The same of a command whose record names its files. */
  public final void print(Record found, Consumer<PrintWriter> text) {
    print(Json.of(found), text);
  }

  private void print(String object, Consumer<PrintWriter> text) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(object);
    } else {
      text.accept(out);
    }
    out.flush();
  }
}
