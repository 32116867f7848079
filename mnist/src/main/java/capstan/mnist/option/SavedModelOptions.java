package capstan.mnist.option;

import capstan.capsnet.inference.SavedModel;
import capstan.capsnet.model.ImageExtents;
import capstan.capsnet.model.ModelConfiguration;
import capstan.mnist.argument.ExtentConverter;
import capstan.mnist.argument.RunPath;
import capstan.mnist.display.Terminal;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which trained network to use. */
public final class SavedModelOptions {
  @Parameters(
      index = "0",
      paramLabel = "RUN|FILE",
      converter = RunPath.class,
      description =
          "A run folder ('latest' for the newest in runs), or a safetensors file, which may come"
              + " from PyTorch; a file that does not say what network it holds is taken for the"
              + " paper's in the shapes of its tensors, changed by the options under 'Network'.")
  private Path runOrFile;

  @Option(
      names = "--image-size",
      order = 303,
      paramLabel = "WxH",
      converter = ExtentConverter.class,
      description =
          "Size of the images of bare weights, W wide and H high (default: square, as large as the"
              + " weights say).")
  private ExtentConverter.Extent imageSize;

  @Mixin private PresetOptions preset;
  @Mixin private NetworkOptions network;

  private ModelConfiguration sized(ModelConfiguration from) {
    return imageSize == null
        ? from
        : from.resized(
            new ImageExtents(imageSize.height(), imageSize.width(), from.image().channels()),
            from.classes());
  }

  /**
   * Reads the network.
   *
   * @param err where a notice about the file goes
   * @throws IOException if it cannot be read, is damaged, or holds another network
   */
  public SavedModel load(PrintWriter err) throws IOException {
    UnaryOperator<ModelConfiguration> change =
        said -> network.applyTo(sized(preset.given() ? preset.configuration().model() : said));
    SavedModel saved =
        imageSize == null
            ? SavedModel.load(runOrFile, change)
            : SavedModel.load(runOrFile, imageSize.width(), imageSize.height(), change);
    saved.notice().ifPresent(notice -> Terminal.complain(err, notice));
    return saved;
  }
}
