package capstan.mnist.option;

import capstan.capsnet.checkpoint.RunFiles;
import capstan.capsnet.idx.PictureFormat;
import capstan.capsnet.inference.SavedModel;
import capstan.capsnet.text.ShownName;
import capstan.mnist.argument.RunPath;
import capstan.mnist.argument.UsageException;
import capstan.mnist.demo.DemoModel;
import capstan.mnist.display.Terminal;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Pictures, and which trained network they are for: the one that comes along if none is named. */
public final class RunOrDemoOptions {
  /** What a network is called in a synopsis. */
  static final String LABEL = "RUN|FILE";

  /** How it is named. */
  static final String WORDS =
      "A run folder ('latest' for the newest in runs), or a safetensors file, which may come"
          + " from PyTorch; a file that does not say what network it holds is taken for the"
          + " paper's in the shapes of its tensors, changed by the options under 'Network'";

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = LABEL,
      converter = RunPath.class,
      description =
          WORDS
              + " (default: a small network for digits that comes with Capstan and was trained"
              + " on MNIST).")
  private Path first;

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "IMAGE",
      description =
          "Pictures of one digit each, at least one; a folder for all pictures in and below it, by"
              + " name; - for standard input.")
  private List<Path> others = List.of();

  @Mixin private WeightsOptions weights;

  /**
   * What was named.
   *
   * @param network that was read
   * @param images files, folders and {@code -}
   */
  public record Chosen(SavedModel network, List<Path> images) {}

  /**
   * Reads the network.
   *
   * @param err where a notice about the file goes, and that the one that comes along is taken
   * @throws UsageException if there is no picture
   * @throws IOException if the network cannot be read, is damaged, or is another one
   */
  public Chosen load(PrintWriter err) throws IOException {
    if (first == null) {
      throw new UsageException(spec, "IMAGE: expected at least one picture");
    }
    if (isNetwork()) {
      if (others.isEmpty()) {
        String found = ShownName.of(first);
        throw new UsageException(spec, "IMAGE: expected at least one picture, found " + found);
      }
      return new Chosen(weights.load(first, err), others);
    }
    List<Path> images = new ArrayList<>(List.of(first));
    images.addAll(others);
    SavedModel demo = DemoModel.load(weights.change());
    Terminal.complain(err, "no RUN is named: the small network that comes with Capstan answers");
    return new Chosen(demo, images);
  }

  /**
   * Whether the first word names a network. Only what is surely a picture, or a folder of them,
   * does not: a misspelt run must not have pictures answered by a network that nobody asked for.
   */
  private boolean isNetwork() throws IOException {
    if (first.equals(PictureChoice.INPUT)) {
      return false;
    }
    if (Files.isDirectory(first) && !RunFiles.isNetwork(first)) {
      try (DirectoryStream<Path> runs = Files.newDirectoryStream(first, RunFiles::isRun)) {
        return runs.iterator().hasNext();
      }
    }
    return RunFiles.isNetwork(first) || !PictureFormat.isPicture(first);
  }
}
