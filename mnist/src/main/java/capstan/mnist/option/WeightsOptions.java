package capstan.mnist.option;

import capstan.capsnet.inference.SavedModel;
import capstan.capsnet.model.ImageExtents;
import capstan.capsnet.model.ModelConfiguration;
import capstan.mnist.argument.ExtentConverter;
import capstan.mnist.display.Terminal;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What a file of bare weights does not say of its network. */
public final class WeightsOptions {
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

  /** Makes what the options say of a network from what its file says. */
  UnaryOperator<ModelConfiguration> change() {
    return said -> network.applyTo(sized(preset.given() ? preset.configuration().model() : said));
  }

  /**
   * Reads the network.
   *
   * @param runOrFile a run folder or a safetensors file
   * @param err where a notice about the file goes
   * @throws IOException if it cannot be read, is damaged, or holds another network
   */
  SavedModel load(Path runOrFile, PrintWriter err) throws IOException {
    SavedModel saved =
        imageSize == null
            ? SavedModel.load(runOrFile, change())
            : SavedModel.load(runOrFile, imageSize.width(), imageSize.height(), change());
    return noticed(saved, err);
  }

  /**
   * Reads a network whose file says all of it.
   *
   * @param runOrFile a run folder or a safetensors file
   * @param err where a notice about the file goes
   * @throws IOException if it cannot be read, is damaged, or holds another network
   */
  public static SavedModel read(Path runOrFile, PrintWriter err) throws IOException {
    return noticed(SavedModel.load(runOrFile), err);
  }

  private static SavedModel noticed(SavedModel saved, PrintWriter err) {
    saved.notice().ifPresent(notice -> Terminal.complain(err, notice));
    return saved;
  }
}
