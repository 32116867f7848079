package capstan.capsnet.checkpoint;

import capstan.capsnet.file.AtomicFile;
import capstan.capsnet.file.FullWrite;
import capstan.capsnet.file.OneLine;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The folder of one run: {@code config.json}, {@code data.json}, {@code metrics.csv}, {@code
 * steps.csv}, the newest checkpoint and the one before it, and pictures. An open run folder is
 * locked, so that two trainings cannot write into it; a lock goes with its process, however that
 * ends.
 */
public final class RunFolder implements AutoCloseable {
  private final Path folder;
  private final FolderLock lock;
  private final AtomicFile.Opener opener;
  private final CheckpointPair checkpoints;

  /** Whether this run began with this object, and in a folder that was made for it. */
  private boolean begun;

  private boolean made;

  private RunFolder(Path folder, FolderLock lock, AtomicFile.Opener opener) {
    this.folder = folder;
    this.lock = lock;
    this.opener = opener;
    checkpoints = new CheckpointPair(folder, opener);
  }

  /**
   * Starts a run in a new or empty folder. If it is closed before a checkpoint was saved, it leaves
   * the folder as it was found, not there or empty: what failed on its way to the first checkpoint
   * cannot be gone on with, and should not keep its name from the next attempt.
   *
   * @param folder the folder; it and its parents are created if they are not there
   * @throws IOException if the folder holds a run or anything else, is in use or cannot be written;
   *     the message is one line
   */
  public static RunFolder create(Path folder) throws IOException {
    return create(folder, AtomicFile.NEW_FILE);
  }

  /**
   * Starts a run in a folder that is made for it and that no other run can be given.
   *
   * @param wanted its name, followed by -2, -3 and so on where there is one already
   * @throws IOException if it cannot be made; the message is one line
   */
  public static RunFolder createAnother(Path wanted) throws IOException {
    try {
      Files.createDirectories(wanted.toAbsolutePath().getParent());
      Path folder = wanted;
      for (int number = 2; ; number++) {
        try {
          Files.createDirectory(folder);
          RunFolder run = create(folder);
          run.made = true;
          return run;
        } catch (FileAlreadyExistsException taken) {
          folder = wanted.resolveSibling(wanted.getFileName() + "-" + number);
        }
      }
    } catch (FileSystemException failure) {
      throw new IOException(wanted + ": cannot create: " + OneLine.reason(failure), failure);
    }
  }

  static RunFolder create(Path folder, AtomicFile.Opener opener) throws IOException {
    boolean made = Files.notExists(folder);
    try {
      Files.createDirectories(folder);
    } catch (FileAlreadyExistsException file) {
      throw new IOException(folder + ": a file, expected a folder for the run", file);
    } catch (IOException failure) {
      throw new IOException(folder + ": cannot create: " + OneLine.reason(failure), failure);
    }
    requireUnused(folder);
    RunFolder run = lock(folder, opener);
    try {
      requireUnused(folder); // still: another may have come and gone before the lock
    } catch (IOException usedMeanwhile) {
      run.close();
      throw usedMeanwhile;
    }
    run.begun = true;
    run.made = made;
    return run;
  }

  /**
   * Opens the folder of a run to continue it. What a killed process left half-written is removed.
   *
   * @param folder the folder
   * @throws InvalidCheckpointException if it is no run folder
   * @throws IOException if it is in use or cannot be written; the message is one line
   */
  public static RunFolder resume(Path folder) throws IOException {
    RunFiles.requireRun(folder);
    return lock(folder, AtomicFile.NEW_FILE);
  }

  /**
   * Opens the folder of a run that ended before it saved anything, so that it can start anew: what
   * it left of configuration and metrics is removed. A folder that is not there is made.
   *
   * @param folder the folder
   * @throws IOException if there is a checkpoint or a file that is of no run, or it is in use or
   *     cannot be written; the message is one line
   */
  public static RunFolder startAnew(Path folder) throws IOException {
    if (!RunFiles.hasCheckpoint(folder) && Files.exists(folder.resolve(RunFiles.CONFIGURATION))) {
      try (RunFolder left = lock(folder, AtomicFile.NEW_FILE)) {
        UnfinishedRun.remove(left.path(), false);
      }
    }
    return create(folder);
  }

  /**
   * Opens the folder of a run that was stopped before it saved anything, to do it over from its
   * beginning. Its configuration stays, whatever happens next; its metrics are removed.
   *
   * @param folder the folder
   * @throws InvalidCheckpointException if it is no run folder
   * @throws IOException if it is in use or cannot be written; the message is one line
   */
  public static RunFolder startOver(Path folder) throws IOException {
    RunFiles.requireRun(folder);
    RunFolder run = lock(folder, AtomicFile.NEW_FILE);
    try {
      if (RunFiles.hasCheckpoint(folder)) {
        throw new InvalidCheckpointException(
            folder.toString(), "a run with a checkpoint, which is gone on with");
      }
      Files.deleteIfExists(folder.resolve(RunFiles.METRICS));
      Files.deleteIfExists(folder.resolve(RunFiles.STEPS));
    } catch (IOException failure) {
      run.close();
      throw failure;
    }
    return run;
  }

  /**
   * Keeps the folder although it gets no checkpoint: that of an experiment, whose runs have folders
   * of their own within.
   */
  public void keepWithoutCheckpoint() {
    begun = false;
  }

  /** The folder. */
  public Path path() {
    return folder;
  }

  /**
   * Where a file of this run belongs.
   *
   * @param name such as {@code curves.png}
   */
  public Path file(String name) {
    return folder.resolve(name);
  }

  /**
   * Writes {@code config.json}.
   *
   * @param configuration a record, see {@link ConfigurationJson}
   * @throws IOException if it cannot be written; the message is one line
   */
  public void writeConfiguration(Object configuration) throws IOException {
    write(RunFiles.CONFIGURATION, configuration);
    lock.lockConfiguration();
  }

  /**
   * Writes {@code data.json}.
   *
   * @param place a record that says where the data is, see {@link ConfigurationJson}
   * @throws IOException if it cannot be written; the message is one line
   */
  public void writeData(Object place) throws IOException {
    write(RunFiles.DATA, place);
  }

  /**
   * Writes another record beside the configuration.
   *
   * @param name of the file
   * @param content a record, see {@link ConfigurationJson}
   * @throws IOException if it cannot be written; the message is one line
   */
  public void write(String name, Object content) throws IOException {
    byte[] json = ConfigurationJson.write(content).getBytes(StandardCharsets.UTF_8);
    AtomicFile.write(
        file(name), channel -> FullWrite.write(channel, ByteBuffer.wrap(json)), opener, () -> {});
  }

  /**
   * Reads {@code config.json}.
   *
   * @param type the configuration's record
   * @throws InvalidConfigurationException if a key is unknown, missing or of the wrong type
   * @throws IOException if it cannot be read; the message is one line
   */
  public <T> T readConfiguration(Class<T> type) throws IOException {
    return RunFiles.read(file(RunFiles.CONFIGURATION), lock::configuration, type);
  }

  /**
   * A table of measurements, of which nothing is written yet.
   *
   * @param name {@link RunFiles#METRICS} or {@link RunFiles#STEPS}
   * @param columns the names of the columns after {@code step}
   */
  public MetricsFile metrics(String name, List<String> columns) {
    return new MetricsFile(file(name), columns);
  }

  /**
   * Saves a checkpoint as the newest; what was the newest becomes the previous one. At every moment
   * a whole checkpoint has its name. If this fails, both are as they were.
   *
   * @param checkpoint the content
   * @throws IOException if it cannot be written; the message is one line
   */
  public void save(Checkpoint checkpoint) throws IOException {
    try {
      lock.renew();
    } catch (FileSystemException gone) {
      throw new IOException(
          file(CheckpointPair.NEWEST) + ": cannot write: " + OneLine.reason(gone), gone);
    }
    checkpoints.save(checkpoint);
  }

  /**
   * Checks, by writing as much and removing it, that there is room for a checkpoint and the one
   * before it.
   *
   * @param checkpoint one like those to come
   * @throws IOException if there is not, or nothing can be written; the message is one line
   */
  public void requireRoom(Checkpoint checkpoint) throws IOException {
    checkpoints.requireRoom(checkpoint);
  }

  /**
   * Reads the newest checkpoint, or the previous one if the newest is damaged.
   *
   * @return the checkpoint; its notice must be shown
   * @throws InvalidCheckpointException if neither can be used
   * @throws IOException if the disk fails; the message is one line
   */
  public LoadedCheckpoint restore() throws IOException {
    return checkpoints.restore();
  }

  /**
   * Gives up the lock, and the folder too if the run began here and got no checkpoint.
   *
   * @throws IOException if the disk fails
   */
  @Override
  public void close() throws IOException {
    if (begun && lock.isHeld()) {
      UnfinishedRun.remove(folder, made);
    }
    lock.close();
  }

  private static void requireUnused(Path folder) throws IOException {
    if (Files.exists(folder.resolve(RunFiles.CONFIGURATION))) {
      throw new InvalidCheckpointException(
          folder.toString(), "already holds a run: resume it, or name another folder");
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        if (!file.getFileName().toString().equals(FolderLock.NAME)
            && !AtomicFile.isTemporary(file)) {
          throw new InvalidCheckpointException(
              folder.toString(),
              "not empty: it holds "
                  + OneLine.of(file.getFileName().toString())
                  + ", expected a new or empty folder for the run");
        }
      }
    } catch (DirectoryIteratorException failure) {
      throw new IOException(
          folder + ": cannot read: " + OneLine.reason(failure.getCause()), failure);
    }
  }

  private static RunFolder lock(Path folder, AtomicFile.Opener opener) throws IOException {
    return new RunFolder(folder, FolderLock.take(folder), opener);
  }
}
