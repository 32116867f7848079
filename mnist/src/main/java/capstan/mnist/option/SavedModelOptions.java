package capstan.mnist.option;

import capstan.capsnet.inference.SavedModel;
import capstan.mnist.argument.RunPath;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Which trained network to use. */
public final class SavedModelOptions {
  @Parameters(
      index = "0",
      paramLabel = RunOrDemoOptions.LABEL,
      converter = RunPath.class,
      description = RunOrDemoOptions.WORDS + ".")
  private Path runOrFile;

  @Mixin private WeightsOptions weights;

  /**
   * Reads the network.
   *
   * @param err where a notice about the file goes
   * @throws IOException if it cannot be read, is damaged, or holds another network
   */
  public SavedModel load(PrintWriter err) throws IOException {
    return weights.load(runOrFile, err);
  }
}
