package capstan.mnist.cli;

import capstan.mnist.training.SavedModel;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Which trained network to use. */
final class SavedModelOptions {
  @Parameters(
      index = "0",
      paramLabel = "RUN|FILE",
      converter = RunPath.class,
      description =
          "A run folder ('latest' for the newest in runs), or a safetensors file, which may come"
              + " from PyTorch; a file that does not say what network it holds is taken for the"
              + " paper's in the shapes of its tensors, changed by the options under 'Network'.")
  private Path runOrFile;

  @Mixin private PresetOptions preset;
  @Mixin private NetworkOptions network;

  /**
   * Reads the network.
   *
   * @param err where a notice about the file goes
   * @throws IOException if it cannot be read, is damaged, or holds another network
   */
  SavedModel load(PrintWriter err) throws IOException {
    SavedModel saved =
        SavedModel.load(
            runOrFile,
            said -> network.applyTo(preset.given() ? preset.configuration().model() : said));
    saved
        .notice()
        .ifPresent(
            notice -> {
              err.println(Terminal.complaint(notice));
              err.flush();
            });
    return saved;
  }
}
