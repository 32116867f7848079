package capstan.mnist.checkpoint;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The lock on a run folder: one training at a time. It goes with its process, however that ends.
 */
final class FolderLock {
  /** The file that is locked. */
  static final String NAME = ".lock";

  private FolderLock() {}

  /**
   * Takes it, and removes what a killed process left half-written.
   *
   * @param folder the folder
   * @return held until it is closed
   * @throws IOException if another training holds it, or the disk fails; the message is one line
   */
  static FileChannel take(Path folder) throws IOException {
    FileChannel channel = null;
    boolean taken = false;
    try {
      channel =
          FileChannel.open(
              folder.resolve(NAME), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = channel.tryLock();
      if (lock != null) {
        AtomicFile.removeAllTemporaries(folder);
        taken = true;
      }
    } catch (OverlappingFileLockException heldByThisProcess) {
      taken = false;
    } catch (IOException failure) {
      throw new IOException(folder + ": cannot lock: " + OneLine.reason(failure), failure);
    } finally {
      if (!taken && channel != null) {
        channel.close();
      }
    }
    if (!taken) {
      throw new IOException(folder + ": in use: another training is writing into this run folder");
    }
    return channel;
  }
}
