package capstan.capsnet.inference;

import capstan.capsnet.checkpoint.Checkpoint;
import capstan.capsnet.checkpoint.ConfigurationJson;
import capstan.capsnet.checkpoint.InvalidCheckpointException;
import capstan.capsnet.checkpoint.LoadedCheckpoint;
import capstan.capsnet.checkpoint.RunFiles;
import capstan.capsnet.data.ImageSet;
import capstan.capsnet.data.Resizing;
import capstan.capsnet.layer.ModelParameter;
import capstan.capsnet.model.BareWeights;
import capstan.capsnet.model.Model;
import capstan.capsnet.model.ModelConfiguration;
import capstan.capsnet.run.RunConfiguration;
import capstan.capsnet.run.TrainingState;
import capstan.capsnet.text.ShownName;
import capstan.core.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * A network read from a run folder or a checkpoint file.
 *
 * @param model with the saved weights
 * @param classNames what its classes are called: their numbers unless the run's data named them
 * @param namesClasses whether the file says so; otherwise their order is all that is known of them
 * @param configuration of the run that made it; empty for a file that another program wrote
 * @param history of that run; empty for a file that does not tell it
 * @param file what was read
 * @param notice one line the user should see, if any
 * @param resizing to what size the pictures were brought that it was trained on; empty if it was
 *     not trained on pictures, or the file does not tell
 */
public record SavedModel(
    Model model,
    List<String> classNames,
    boolean namesClasses,
    Optional<RunConfiguration> configuration,
    Optional<RunHistory> history,
    Path file,
    Optional<String> notice,
    Optional<Resizing> resizing) {
  /** Key of the configuration among the texts of a checkpoint. */
  public static final String CONFIGURATION = "configuration";

  /** Key of the training state among the texts of a checkpoint. */
  public static final String STATE = "state";

  /** Key of the network alone, in files of weights whose training is not known. */
  static final String NETWORK = "networkConfiguration";

  private static final String CLASSES = "classes";
  private static final String PICTURES = "pictures";
  private static final long USUAL_SEED = 1;

  /** Copies the list. */
  public SavedModel {
    classNames = List.copyOf(classNames);
  }

  /**
   * Reads a network. A file without a configuration, such as one saved from PyTorch, is taken for
   * the paper's network in the shapes that its tensors have.
   *
   * @param runOrFile a run folder or a safetensors file
   * @throws InvalidCheckpointException if it is none, or its tensors are not the network's
   * @throws IOException if it cannot be read; the message is one line
   */
  public static SavedModel load(Path runOrFile) throws IOException {
    return load(runOrFile, UnaryOperator.identity());
  }

  /**
   * Reads a network of which something is known besides the file.
   *
   * @param runOrFile a run folder or a safetensors file
   * @param change makes what is known of the network from what the file says, or from what is taken
   *     for it where the file says nothing
   * @throws InvalidCheckpointException if it is none, if it says something else, or if its tensors
   *     are not the network's
   * @throws IOException if it cannot be read; the message is one line
   */
  public static SavedModel load(Path runOrFile, UnaryOperator<ModelConfiguration> change)
      throws IOException {
    return load(runOrFile, Optional.empty(), change);
  }

  /**
   * As above, for bare weights whose images are known not to be square.
   *
   * @param size of the images; ignored for a file that says it
   */
  private static SavedModel load(
      Path runOrFile,
      Optional<BareWeights.WidthAndHeight> size,
      UnaryOperator<ModelConfiguration> change)
      throws IOException {
    NetworkWeights weights = new NetworkWeights(size, change);
    LoadedCheckpoint loaded = RunFiles.checkpointOf(runOrFile, weights);
    Checkpoint checkpoint = loaded.checkpoint();
    Model model = weights.model();
    loadWeights(checkpoint, model);
    Optional<RunHistory> history =
        weights.configuration().isPresent() && checkpoint.metadata().containsKey(STATE)
            ? Optional.of(RunHistory.of(loaded))
            : Optional.empty();
    return new SavedModel(
        model,
        classNames(checkpoint, model.configuration().classes()),
        checkpoint.metadata().containsKey(CLASSES),
        weights.configuration(),
        history,
        loaded.file(),
        Stream.of(weights.notice(loaded), history.flatMap(RunHistory::choice))
            .flatMap(Optional::stream)
            .reduce((notice, choice) -> notice + "; " + choice),
        // Files of other programs, of other data and of older versions tell nothing of pictures.
        read(checkpoint.origin(), checkpoint.metadata(), PICTURES, Resizing.class));
  }

  /**
   * Reads a network whose images have a given size, be they square or not.
   *
   * @param runOrFile a run folder or a safetensors file
   * @param width columns of an image
   * @param height rows of an image
   * @param change as {@link #load(Path, UnaryOperator)} takes it; must give images of this size
   * @throws InvalidCheckpointException if the file says something else, or its tensors do
   * @throws IOException if it cannot be read; the message is one line
   */
  public static SavedModel load(
      Path runOrFile, int width, int height, UnaryOperator<ModelConfiguration> change)
      throws IOException {
    return load(runOrFile, Optional.of(new BareWeights.WidthAndHeight(width, height)), change);
  }

  /** The seed of the run that made it; the usual one for a file that tells none. */
  public long seed() {
    return configuration.map(run -> run.training().seed()).orElse(USUAL_SEED);
  }

  /** What it is called: its run's folder, or its file, without the way there. */
  public String name() {
    Path folder = file.toAbsolutePath().normalize().getParent();
    return ShownName.last(
        configuration.isPresent() && RunFiles.hasCheckpoint(folder) ? folder : file);
  }

  /** CRC-32C of the weights as a file has them, one after the other, in hexadecimal. */
  public String checksum() {
    CRC32C checksum = new CRC32C();
    for (ModelParameter parameter : model.modelParameters()) {
      Tensor values = parameter.toPyTorch();
      ByteBuffer bytes =
          ByteBuffer.allocate(Float.BYTES * values.elements()).order(ByteOrder.LITTLE_ENDIAN);
      bytes.asFloatBuffer().put(values.array(), values.offset(), values.elements());
      checksum.update(bytes);
    }
    return HexFormat.of().toHexDigits((int) checksum.getValue());
  }

  /**
   * What is to be known of the network to use it, by keys, as a checkpoint has it: its
   * configuration, what its classes are called, and the size of its pictures.
   */
  public SequencedMap<String, String> texts() {
    SequencedMap<String, String> texts = new LinkedHashMap<>();
    configuration.ifPresentOrElse(
        run -> texts.put(CONFIGURATION, ConfigurationJson.write(run)),
        () -> texts.put(NETWORK, ConfigurationJson.write(model.configuration())));
    if (namesClasses) {
      texts.put(CLASSES, ConfigurationJson.write(new ClassNames(classNames)));
    }
    resizing.ifPresent(size -> texts.put(PICTURES, ConfigurationJson.write(size)));
    return texts;
  }

  /** What images tell, as {@link #texts()} gives it. */
  static SequencedMap<String, String> texts(ImageSet images) {
    SequencedMap<String, String> texts = new LinkedHashMap<>();
    texts.put(CLASSES, ConfigurationJson.write(new ClassNames(images.classNames())));
    images.resizing().ifPresent(size -> texts.put(PICTURES, ConfigurationJson.write(size)));
    return texts;
  }

  /** The network in a checkpoint of its own memory that tells nothing else of its training. */
  public Checkpoint bareWeights() {
    Checkpoint.Builder checkpoint = Checkpoint.builder();
    texts().forEach(checkpoint::text);
    for (ModelParameter parameter : model.modelParameters()) {
      checkpoint.tensor(parameter.name(), parameter.toPyTorch());
    }
    return checkpoint.build();
  }

  /** The configuration that a checkpoint holds. */
  public static RunConfiguration configuration(Checkpoint checkpoint) throws IOException {
    return ConfigurationJson.read(
        checkpoint.origin(), checkpoint.text(CONFIGURATION), RunConfiguration.class);
  }

  /** The training state that a checkpoint holds. */
  public static TrainingState state(Checkpoint checkpoint) throws IOException {
    return ConfigurationJson.read(checkpoint.origin(), checkpoint.text(STATE), TrainingState.class);
  }

  /** Files of other programs, and those of Capstan's first versions, name no classes. */
  private static List<String> classNames(Checkpoint checkpoint, int classes) throws IOException {
    Optional<List<String>> saved = classNames(checkpoint);
    if (saved.isEmpty()) {
      return ImageSet.numbersOf(classes);
    }
    List<String> names = saved.get();
    if (names.size() != classes) {
      throw new InvalidCheckpointException(
          checkpoint.origin(),
          "names of %d classes for a network of %d".formatted(names.size(), classes));
    }
    if (!names.stream().allMatch(ShownName::isPlain)) {
      throw new InvalidCheckpointException(
          checkpoint.origin(), "a class whose name has control characters");
    }
    return names;
  }

  /** What a file says the classes are called, if it does. */
  public static Optional<List<String>> classNames(Checkpoint checkpoint) throws IOException {
    return read(checkpoint.origin(), checkpoint.metadata(), CLASSES, ClassNames.class)
        .map(classes -> classes.names().stream().map(ShownName::alike).toList());
  }

  /** What a file says under a key, if it does. */
  static <T> Optional<T> read(String file, Map<String, String> texts, String key, Class<T> type)
      throws IOException {
    String json = texts.get(key);
    return json == null ? Optional.empty() : Optional.of(ConfigurationJson.read(file, json, type));
  }

  /** Takes the network's weights from a checkpoint. */
  static void loadWeights(Checkpoint checkpoint, Model model) throws InvalidCheckpointException {
    for (ModelParameter parameter : model.modelParameters()) {
      Tensor saved = checkpoint.tensor(parameter.name(), parameter.layout().outside());
      for (int k = 0; k < saved.elements(); k++) {
        float weight = saved.array()[saved.offset() + k];
        if (!Float.isFinite(weight)) {
          throw new InvalidCheckpointException(
              checkpoint.origin(),
              "tensor " + parameter.name() + " holds " + weight + ", expected finite numbers");
        }
      }
      parameter.fromPyTorch(saved);
    }
  }

  /** What the classes are called, by label, as a checkpoint remembers it. */
  private record ClassNames(List<String> names) {}
}
