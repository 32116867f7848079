package capstan.mnist.demo;

import capstan.capsnet.checkpoint.InvalidCheckpointException;
import capstan.capsnet.inference.SavedModel;
import capstan.capsnet.model.ModelConfiguration;
import capstan.mnist.illustration.DimensionWords;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A small network for digits that was trained on MNIST and comes with the application; how it was
 * made stands in {@code docs/demo.md}.
 */
public final class DemoModel {
  /** What it is called. */
  public static final String NAME = "demo";

  private static final String WEIGHTS = NAME + ".safetensors";

  private DemoModel() {}

  /**
   * Reads it.
   *
   * @return the network; its file is a name in the application, not one on a disk
   * @throws IOException if it cannot be read; the message is one line
   */
  public static SavedModel load() throws IOException {
    return load(UnaryOperator.identity());
  }

  /**
   * Reads it where something is said of it.
   *
   * @param change as {@link SavedModel#load(Path, UnaryOperator)} takes it
   * @throws IOException if it is another network than is said, or cannot be read; the message is
   *     one line
   */
  public static SavedModel load(UnaryOperator<ModelConfiguration> change) throws IOException {
    // Checkpoints are read at random places, which what is in a jar has not.
    Path folder = Files.createTempDirectory("capstan-");
    Path copy = folder.resolve(WEIGHTS);
    try {
      try (InputStream weights = resource(WEIGHTS)) {
        Files.copy(weights, copy);
      }
      return named(SavedModel.load(copy, change));
    } catch (InvalidCheckpointException other) {
      throw new IOException(other.getMessage().replace(copy.toString(), WEIGHTS), other);
    } finally {
      Files.deleteIfExists(copy);
      Files.delete(folder);
    }
  }

  /** The copy is gone when somebody reads its name. */
  private static SavedModel named(SavedModel read) {
    return new SavedModel(
        read.model(),
        read.classNames(),
        read.namesClasses(),
        read.configuration(),
        Optional.empty(),
        Path.of(WEIGHTS),
        read.notice(),
        read.resizing());
  }

  /**
   * What its dimensions change, as {@code perturb} measured it.
   *
   * @throws IOException if it cannot be read; the message is one line
   */
  public static DimensionWords words() throws IOException {
    try (InputStreamReader table =
        new InputStreamReader(resource(DimensionWords.FILE), StandardCharsets.UTF_8)) {
      return DimensionWords.read(DimensionWords.FILE, table);
    }
  }

  private static InputStream resource(String name) throws IOException {
    InputStream found = DemoModel.class.getResourceAsStream(name);
    if (found == null) {
      throw new IOException(name + ": missing in the application, which was not built whole");
    }
    return found;
  }
}
