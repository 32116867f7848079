package capstan.capsnet.checkpoint;

import capstan.capsnet.file.AtomicFile;
import capstan.capsnet.file.OneLine;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The lock on a run folder: one training at a time. It goes with its process, however that ends,
 * and holds between containers that share the folder, since it is the file system's.
 *
 * <p>Two files are locked: {@link #NAME}, and the run's configuration as soon as there is one.
 * Should someone remove the first while a training runs, the second still keeps others out, and
 * {@link #renew} puts the first back. Only where both are removed can another training begin; the
 * one that finds it there ends before it writes again.
 *
 * <p>A POSIX system lets go of a process's locks on a file when the process closes the file however
 * often it had it open. So nothing in this process may open either file but through this object.
 */
final class FolderLock implements Closeable {
  /** The file that is locked. */
  static final String NAME = ".lock";

  /** Beyond all content: on Windows no other process may read what is locked. */
  private static final long PLACE = Long.MAX_VALUE - 1;

  /**
   * Another training may give up its folder just when the lock is taken, and who asks whether it is
   * held has it for a moment.
   */
  private static final int ATTEMPTS = 100;

  /** The folders that this process has locked. */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path folder;
  private final Path held;
  private FileChannel lock;
  private Object key;

  /** Null until there is a configuration, or where it may not be written. */
  private FileChannel configuration;

  private FolderLock(Path folder, Path held) {
    this.folder = folder;
    this.held = held;
  }

  /**
   * Whether a training holds it.
   *
   * @param folder any path
   */
  static boolean isHeld(Path folder) {
    try {
      if (HELD.contains(folder.toRealPath())) {
        return true;
      }
      try (FileChannel channel = FileChannel.open(folder.resolve(NAME), StandardOpenOption.READ);
          FileLock shared = channel.tryLock(0, Long.MAX_VALUE, true)) {
        return shared == null;
      }
    } catch (IOException noLock) {
      return false;
    }
  }

  /**
   * Takes it, and removes what a killed process left half-written.
   *
   * @param folder the folder
   * @return held until it is closed
   * @throws IOException if another training holds it, or the disk fails; the message is one line
   */
  static FolderLock take(Path folder) throws IOException {
    Path real = folder.toRealPath();
    if (!HELD.add(real)) {
      throw inUse(folder);
    }
    FolderLock taken = new FolderLock(folder, real);
    boolean whole = false;
    try {
      if (!taken.lockFile()) {
        throw inUse(folder);
      }
      taken.lockConfiguration();
      AtomicFile.removeStaleTemporaries(folder, _ -> true);
      whole = true;
      return taken;
    } catch (FileSystemException failure) {
      throw new IOException(folder + ": cannot lock: " + OneLine.reason(failure), failure);
    } finally {
      if (!whole) {
        taken.close();
      }
    }
  }

  private static IOException inUse(Path folder) {
    return new IOException(folder + ": in use: another training is writing into this run folder");
  }

  /** Locks the file that has the name now; false if another training has it. */
  private boolean lockFile() throws IOException {
    Path file = folder.resolve(NAME);
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      try {
        Files.createFile(file);
      } catch (FileAlreadyExistsException usual) {
        // It stays from one training to the next.
      }
      Object before = key(file);
      FileChannel channel;
      try {
        channel = FileChannel.open(file, StandardOpenOption.WRITE);
      } catch (NoSuchFileException removed) {
        continue;
      }
      // What was opened has the name still if it had it before and has it now.
      if (channel.tryLock() != null && before.equals(key(file))) {
        lock = channel;
        key = before;
        return true;
      }
      channel.close();
    }
    return false;
  }

  /** Tells a file from all others; from itself too if there is none. */
  private static Object key(Path file) throws IOException {
    try {
      Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
      return key == null ? file : key; // Windows has none
    } catch (NoSuchFileException none) {
      return new Object();
    }
  }

  /**
   * Also locks the configuration, as it is now.
   *
   * @throws IOException if another training has, or the disk fails; the message is one line
   */
  void lockConfiguration() throws IOException {
    if (configuration != null) {
      configuration.close();
      configuration = null;
    }
    Path file = folder.resolve(RunFiles.CONFIGURATION);
    try {
      configuration = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
    } catch (NoSuchFileException | AccessDeniedException noneToLock) {
      return;
    }
    if (configuration.tryLock(PLACE, 1, false) == null) {
      throw inUse(folder);
    }
  }

  /**
   * The text of the configuration.
   *
   * @param most bytes to read
   * @throws IOException if it cannot be read
   */
  byte[] configuration(int most) throws IOException {
    if (configuration == null) {
      return start(folder.resolve(RunFiles.CONFIGURATION), most);
    }
    configuration.position(0);
    return Channels.newInputStream(configuration).readNBytes(most);
  }

  /** The first bytes of a file that is not locked. */
  static byte[] start(Path file, int most) throws IOException {
    try (InputStream content = Files.newInputStream(file)) {
      return content.readNBytes(most);
    }
  }

  /**
   * Puts the first lock back if it was removed.
   *
   * @throws IOException if another training has begun here meanwhile, or the disk fails; the
   *     message is one line
   */
  void renew() throws IOException {
    if (key.equals(key(folder.resolve(NAME)))) {
      return;
    }
    lock.close();
    if (!lockFile()) {
      close();
      throw new IOException(
          ("%s: its %s was removed and another training has begun here; this one ends, and what it"
                  + " saved last is left to the other")
              .formatted(folder, NAME));
    }
  }

  /** Whether it is held. */
  boolean isHeld() {
    return HELD.contains(held);
  }

  @Override
  public void close() throws IOException {
    HELD.remove(held);
    if (configuration != null) {
      configuration.close();
    }
    if (lock != null) {
      lock.close();
    }
  }
}
