package capstan.mnist.option;

import capstan.capsnet.inference.SavedModel;
import capstan.mnist.argument.RunPath;
import capstan.mnist.argument.UsageException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Which trained networks to use, one or several together. */
public final class SavedModelsOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Parameters(
      arity = "1..*",
      paramLabel = RunOrDemoOptions.LABEL,
      converter = RunPath.class,
      description = RunOrDemoOptions.WORDS + ". Several answer together.")
  private List<Path> runsOrFiles;

  @Mixin private WeightsOptions weights;

  /**
   * Reads the networks.
   *
   * @param err where notices about the files go
   * @throws UsageException if one is named twice
   * @throws IOException if one cannot be read, is damaged, or holds another network
   */
  public List<SavedModel> load(PrintWriter err) throws IOException {
    List<SavedModel> networks = new ArrayList<>();
    for (Path place : runsOrFiles) {
      SavedModel network = weights.load(place, err);
      if (networks.stream().anyMatch(other -> isSame(other.file(), network.file()))) {
        throw new UsageException(spec, RunOrDemoOptions.LABEL + ": " + place + " is named twice");
      }
      networks.add(network);
    }
    return networks;
  }

  private static boolean isSame(Path file, Path other) {
    return file.toAbsolutePath().normalize().equals(other.toAbsolutePath().normalize());
  }
}
