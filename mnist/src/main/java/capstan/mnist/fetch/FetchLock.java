package capstan.mnist.fetch;

import capstan.capsnet.data.InvalidDataException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/**
 * One download at a time into a folder, of all processes and threads: a lock of the file system,
 * which goes with its process, however that ends.
 */
final class FetchLock implements Closeable {
  /** The file that is locked. */
  static final String NAME = ".fetch.lock";

  private static final Duration PAUSE = Duration.ofMillis(100);

  private final Path folder;
  private final FetchListener listener;

  /** Null until the lock is taken. */
  private FileChannel channel;

  /**
   * Takes nothing yet: a folder is made only once there is something to put into it.
   *
   * @param folder where files are put
   * @param listener gets a notice if another download is waited for
   */
  FetchLock(Path folder, FetchListener listener) {
    this.folder = folder;
    this.listener = listener;
  }

  /**
   * Makes the folder and waits for the lock, unless it is held already.
   *
   * @return whether it was taken just now: files may be there that were not there before
   * @throws IOException if the folder cannot be written
   */
  boolean take() throws IOException, InterruptedException {
    if (isTaken()) {
      return false;
    }
    try {
      Files.createDirectories(folder);
    } catch (FileAlreadyExistsException e) {
      throw new InvalidDataException(
          Path.of(e.getFile()), "a file", "a folder, or nothing, to fetch data into");
    }
    FileChannel opened =
        FileChannel.open(folder.resolve(NAME), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      for (boolean reported = false; !isLocked(opened); reported = true) {
        if (!reported) {
          listener.waiting(folder);
        }
        Thread.sleep(PAUSE);
      }
      channel = opened;
    } finally {
      if (channel == null) {
        opened.close();
      }
    }
    return true;
  }

  /** Whether it is held, and so a server has answered before. */
  boolean isTaken() {
    return channel != null;
  }

  private boolean isLocked(FileChannel opened) throws IOException {
    try {
      return opened.tryLock() != null;
    } catch (OverlappingFileLockException heldByAnotherThread) {
      return false;
    } catch (IOException e) {
      throw new IOException(folder + ": cannot lock: " + e.getMessage(), e);
    }
  }

  /** Lets others in. */
  @Override
  public void close() throws IOException {
    if (channel != null) {
      channel.close();
    }
  }
}
