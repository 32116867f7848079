package capstan.capsnet.checkpoint;

import capstan.capsnet.file.AtomicFile;
import capstan.capsnet.file.FullWrite;
import capstan.capsnet.file.OneLine;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

/**
 * The newest checkpoint of a run and the one before it. At every moment a whole checkpoint has the
 * name of one of them.
 */
final class CheckpointPair {
  static final String NEWEST = "checkpoint.safetensors";
  static final String PREVIOUS = "checkpoint.previous.safetensors";

  private final Path newest;
  private final Path previous;
  private final AtomicFile.Opener opener;

  /** Set when the newest was found damaged: it must not push out the previous one. */
  private boolean newestIsDamaged;

  CheckpointPair(Path folder, AtomicFile.Opener opener) {
    newest = folder.resolve(NEWEST);
    previous = folder.resolve(PREVIOUS);
    this.opener = opener;
  }

  /** Whether a folder has one of them, be it whole or damaged. */
  static boolean anyIn(Path folder) {
    return Files.exists(folder.resolve(NEWEST)) || Files.exists(folder.resolve(PREVIOUS));
  }

  /**
   * Saves a checkpoint as the newest; what was the newest becomes the previous one. If this fails,
   * the newest is as it was. Where the disk has no room for a third, the previous one is given up
   * for it before, not after.
   *
   * @throws IOException if it cannot be written; the message is one line
   */
  void save(Checkpoint checkpoint) throws IOException {
    SafetensorsWriter content = new SafetensorsWriter(checkpoint, ElementType.F32);
    if (!newestIsDamaged && Files.exists(newest) && room() < content.bytes()) {
      Files.deleteIfExists(previous);
    }
    AtomicFile.write(newest, content, opener, this::keepAsPrevious);
    newestIsDamaged = false;
  }

  /** Bytes that the disk has left; as many as one can wish where it does not tell. */
  private long room() {
    try {
      return Files.getFileStore(newest.toAbsolutePath().getParent()).getUsableSpace();
    } catch (IOException unknown) {
      return Long.MAX_VALUE;
    }
  }

  /**
   * Writes as many bytes as are still to come of a checkpoint and its predecessor, and removes
   * them.
   *
   * @param checkpoint one like those to come
   * @throws IOException if they cannot be written; the message is one line
   */
  void requireRoom(Checkpoint checkpoint) throws IOException {
    long bytes = new SafetensorsWriter(checkpoint, ElementType.F32).bytes();
    long missing = Stream.of(newest, previous).filter(Files::notExists).count();
    Path probe = AtomicFile.newTemporary(newest);
    try (FileChannel channel = opener.open(probe)) {
      // Numbers as random as weights are: some disks need no room for zeros.
      byte[] block = new byte[SafetensorsWriter.BUFFER_BYTES];
      new Random(bytes).nextBytes(block);
      for (long left = missing * bytes; left > 0; left -= block.length) {
        int length = (int) Math.min(left, block.length);
        FullWrite.write(channel, ByteBuffer.wrap(block, 0, length));
      }
    } catch (IOException failure) {
      throw new IOException(
          "%s: cannot write: %s; a run keeps its newest checkpoint and the one before it, of %s MiB each"
              .formatted(newest, OneLine.reason(failure), (bytes + (1 << 20) - 1) >> 20),
          failure);
    } finally {
      Files.deleteIfExists(probe);
    }
  }

  /**
   * Reads the newest checkpoint, or the previous one if the newest is damaged, to go on from it.
   *
   * @return the checkpoint; its notice must be shown
   * @throws InvalidCheckpointException if neither can be used
   * @throws IOException if the disk fails; the message is one line
   */
  LoadedCheckpoint restore() throws IOException {
    LoadedCheckpoint loaded = newestWhole(Checksums.REQUIRED, TensorChoice.ALL);
    newestIsDamaged = !loaded.file().equals(newest);
    return loaded;
  }

  /**
   * Gives the newest checkpoint the previous one's name as well, without a moment without either.
   */
  private void keepAsPrevious() throws IOException {
    if (newestIsDamaged || !Files.exists(newest)) {
      return;
    }
    Path link = AtomicFile.newTemporary(previous);
    try {
      Files.createLink(link, newest);
    } catch (UnsupportedOperationException | IOException noLinks) {
      // A file system without links, such as FAT: for a moment only the previous one has its name.
      Files.move(newest, previous, StandardCopyOption.ATOMIC_MOVE);
      return;
    }
    try {
      Files.move(link, previous, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(link);
    }
  }

  /** As {@link #restore}, for those who only read. */
  LoadedCheckpoint newestWhole(Checksums checksums, TensorChoice choice) throws IOException {
    return newest(file -> SafetensorsFile.read(file, checksums, choice));
  }

  /** As {@link #newestWhole}, without tensors. */
  LoadedCheckpoint newestTexts() throws IOException {
    return newest(SafetensorsFile::readTexts);
  }

  /** Reads one of the two files. */
  @FunctionalInterface
  private interface Reading {
    Checkpoint of(Path file) throws IOException;
  }

  private LoadedCheckpoint newest(Reading reading) throws IOException {
    try {
      return LoadedCheckpoint.of(reading.of(newest), newest);
    } catch (InvalidCheckpointException damage) {
      if (!Files.exists(previous)) {
        throw damage;
      }
      try {
        return new LoadedCheckpoint(
            reading.of(previous),
            previous,
            Optional.of(damage.getMessage() + "; using the previous checkpoint, " + previous));
      } catch (InvalidCheckpointException both) {
        InvalidCheckpointException neither =
            new InvalidCheckpointException(
                newest.getParent().toString(),
                "neither checkpoint can be used: %s; %s"
                    .formatted(damage.getMessage(), both.getMessage()));
        neither.addSuppressed(damage);
        neither.addSuppressed(both);
        throw neither;
      }
    }
  }
}
