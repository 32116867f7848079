package capstan.capsnet.checkpoint;

import capstan.capsnet.file.AtomicFile;
import capstan.capsnet.file.OneLine;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the folder of a run holds, read without locking it: anybody may, while a training writes.
 * {@link RunFolder} is for who writes.
 */
public final class RunFiles {
  static final String CONFIGURATION = "config.json";

  /** The table of a run's epochs. */
  public static final String METRICS = "metrics.csv";

  /** The table of figures between the ends of epochs. */
  public static final String STEPS = "steps.csv";

  /** Where the run's data is: of this machine alone, unlike all else in the folder. */
  public static final String DATA = "data.json";

  private static final int LARGEST_CONFIGURATION = 1 << 20;

  private RunFiles() {}

  /**
   * Whether a run in this folder has saved anything to go on from, be it whole or damaged.
   *
   * @param folder any path
   */
  public static boolean hasCheckpoint(Path folder) {
    return CheckpointPair.anyIn(folder);
  }

  /**
   * Whether files that are made of a run's newest checkpoint are there and not older than it. They
   * are not if a kill came between.
   *
   * @param folder of the run
   * @param files in it or elsewhere
   * @throws IOException if their times cannot be read
   */
  public static boolean keptUp(Path folder, List<Path> files) throws IOException {
    Path newest = folder.resolve(CheckpointPair.NEWEST);
    if (Files.notExists(newest)) {
      return false;
    }
    FileTime saved = Files.getLastModifiedTime(newest);
    for (Path file : files) {
      if (Files.notExists(file) || Files.getLastModifiedTime(file).compareTo(saved) < 0) {
        return false;
      }
    }
    return true;
  }

  /** As {@link #checkpointOf(Path, TensorChoice)}, with all tensors. */
  public static LoadedCheckpoint checkpointOf(Path runOrFile) throws IOException {
    return checkpointOf(runOrFile, TensorChoice.ALL);
  }

  /**
   * Reads the checkpoint a user names, without locking: of a run folder the newest that is whole,
   * or a file or a folder of weights, which may not be written by Capstan.
   *
   * @param runOrFile a run folder, a safetensors file, or a folder with one
   * @param choice which tensors are wanted
   * @return the checkpoint; its notice must be shown
   * @throws InvalidCheckpointException if there is none or it is damaged
   * @throws IOException if the disk fails; the message is one line
   */
  public static LoadedCheckpoint checkpointOf(Path runOrFile, TensorChoice choice)
      throws IOException {
    Path file = runOrFile;
    if (Files.isDirectory(runOrFile)) {
      Optional<Path> weights =
          hasCheckpoint(runOrFile) ? Optional.empty() : SafetensorsShards.in(runOrFile);
      if (weights.isEmpty()) {
        if (!hasCheckpoint(runOrFile)) {
          requireRun(runOrFile);
        }
        return new CheckpointPair(runOrFile, AtomicFile.NEW_FILE)
            .newestWhole(Checksums.IF_PRESENT, choice);
      }
      file = weights.get();
    }
    return LoadedCheckpoint.of(SafetensorsFile.read(file, Checksums.IF_PRESENT, choice), file);
  }

  /**
   * What the newest checkpoint of a run says, without its tensors and without locking. Damage among
   * the bytes of tensors is not seen.
   *
   * @param folder a run folder
   * @return the checkpoint; its notice must be shown
   * @throws InvalidCheckpointException if there is none or it is damaged
   * @throws IOException if the disk fails; the message is one line
   */
  public static LoadedCheckpoint textsOf(Path folder) throws IOException {
    return new CheckpointPair(folder, AtomicFile.NEW_FILE).newestTexts();
  }

  /**
   * Whether a training is writing into a folder.
   *
   * @param folder any path
   */
  public static boolean isInUse(Path folder) {
    return FolderLock.isHeld(folder);
  }

  /**
   * Reads {@code config.json} of a run, which need not be open.
   *
   * @param folder the folder
   * @param type the configuration's record
   * @throws InvalidConfigurationException if a key is unknown, missing or of the wrong type
   * @throws IOException if it cannot be read; the message is one line
   */
  public static <T> T readConfiguration(Path folder, Class<T> type) throws IOException {
    Path file = folder.resolve(CONFIGURATION);
    return read(file, most -> FolderLock.start(file, most), type);
  }

  /**
   * Whether a folder holds a run or an experiment, be it whole or damaged.
   *
   * @param folder any path
   */
  public static boolean isRun(Path folder) {
    return hasCheckpoint(folder) || Files.isRegularFile(folder.resolve(CONFIGURATION));
  }

  /**
   * Whether a user who names this means a network: the folder of a run, a safetensors file by its
   * name or its first bytes, or a folder with one, be it whole or damaged.
   *
   * @param runOrFile any path
   * @throws InvalidCheckpointException if a folder has several files of weights
   * @throws IOException if it cannot be read
   */
  public static boolean isNetwork(Path runOrFile) throws IOException {
    return Files.isDirectory(runOrFile)
        ? isRun(runOrFile) || SafetensorsShards.in(runOrFile).isPresent()
        : SafetensorsShards.isWeights(runOrFile);
  }

  /**
   * When a run last saved, or if it did not yet, when it was begun.
   *
   * @param folder of the run
   * @throws IOException if the disk fails
   */
  public static Instant changed(Path folder) throws IOException {
    for (String name : List.of(CheckpointPair.NEWEST, CheckpointPair.PREVIOUS)) {
      if (Files.exists(folder.resolve(name))) {
        return Files.getLastModifiedTime(folder.resolve(name)).toInstant();
      }
    }
    return Files.getLastModifiedTime(folder.resolve(CONFIGURATION)).toInstant();
  }

  /**
   * Reads {@code data.json} of a run, which need not be open; empty if there is none, as in folders
   * of older versions.
   *
   * @param folder any path
   * @param type the record
   * @throws InvalidConfigurationException if a key is unknown, missing or of the wrong type
   * @throws IOException if it cannot be read; the message is one line
   */
  public static <T> Optional<T> readData(Path folder, Class<T> type) throws IOException {
    return read(folder.resolve(DATA), type);
  }

  /**
   * Reads a record that is beside a configuration; empty if there is none.
   *
   * @param file written by {@link RunFolder#write}
   * @param type the record
   * @throws InvalidConfigurationException if a key is unknown, missing or of the wrong type
   * @throws IOException if it cannot be read; the message is one line
   */
  public static <T> Optional<T> read(Path file, Class<T> type) throws IOException {
    return Files.exists(file)
        ? Optional.of(read(file, most -> FolderLock.start(file, most), type))
        : Optional.empty();
  }

  /** Gives the first bytes of a file, so many at most. */
  interface Content {
    byte[] read(int most) throws IOException;
  }

  static <T> T read(Path file, Content content, Class<T> type) throws IOException {
    String json;
    try {
      byte[] bytes = content.read(LARGEST_CONFIGURATION + 1);
      if (bytes.length > LARGEST_CONFIGURATION) {
        throw new InvalidConfigurationException(
            file.toString(), "more than " + LARGEST_CONFIGURATION + " bytes");
      }
      json = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (InvalidConfigurationException invalid) {
      throw invalid;
    } catch (IOException failure) {
      throw new IOException(file + ": cannot read: " + OneLine.reason(failure), failure);
    }
    return ConfigurationJson.read(file.toString(), json, type);
  }

  static void requireRun(Path folder) throws InvalidCheckpointException {
    if (!Files.exists(folder)) {
      throw new InvalidCheckpointException(folder.toString(), "no such run folder");
    }
    if (!Files.isDirectory(folder)) {
      throw new InvalidCheckpointException(
          folder.toString(), "a file, expected the folder of a run");
    }
    if (!Files.isRegularFile(folder.resolve(CONFIGURATION))) {
      throw new InvalidCheckpointException(
          folder.toString(), "not a run folder: it has no " + CONFIGURATION);
    }
  }
}
