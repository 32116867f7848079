package capstan.capsnet.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes files whole or not at all. The content goes into a temporary file in the same folder, is
 * forced to the disk and only then takes the target's name, in one atomic rename. Whoever opens the
 * target, at any moment and after any crash, finds the old content or the new, never a part.
 */
public final class AtomicFile {
  /** Writes the content of a file. */
  @FunctionalInterface
  public interface Content {
    /**
     * Writes everything; the channel may be repositioned meanwhile.
     *
     * @param channel open for writing, empty, at position 0; closed by the caller
     * @throws IOException if a write fails
     */
    void writeTo(FileChannel channel) throws IOException;
  }

  /** Opens the temporary file; tests put a disk behind it that fills up. */
  @FunctionalInterface
  public interface Opener {
    /** Opens a file that must be new. */
    FileChannel open(Path newFile) throws IOException;
  }

  /** What is done when the new content is safely on disk but does not have its name yet. */
  @FunctionalInterface
  public interface BeforeRename {
    /** Called while both the new content and the old file are there. */
    void run() throws IOException;
  }

  /** Opens a file that must be new. */
  public static final Opener NEW_FILE =
      file -> FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);

  /** Earlier versions put the number of their process before the token. */
  private static final Pattern TEMPORARY =
      Pattern.compile("\\.(.+)\\.(?:\\d{1,18}-)?([0-9a-f]{16})-\\d+\\.tmp");

  /** Tells this process's temporaries from all others, those of other machines included. */
  private static final String TOKEN = "%016x".formatted(ThreadLocalRandom.current().nextLong());

  private static final boolean WINDOWS = System.getProperty("os.name").startsWith("Windows");

  private AtomicFile() {}

  /**
   * Replaces or creates a file. When this returns, the content survives a power cut. When it
   * throws, the target is as it was and no temporary file is left. An interrupted thread cannot
   * write.
   *
   * @param target the file to write; its folder must exist
   * @param content writes the new content
   * @throws IOException if the file cannot be written; the message is one line that names the file
   *     and the reason
   */
  public static void write(Path target, Content content) throws IOException {
    write(target, content, NEW_FILE, () -> {});
  }

  /**
   * Replaces or creates a file of a few bytes; otherwise as {@link #write(Path, Content)}.
   *
   * @param target the file to write; its folder must exist
   * @param bytes the new content
   * @throws IOException if the file cannot be written; the message is one line
   */
  public static void write(Path target, byte[] bytes) throws IOException {
    write(target, channel -> FullWrite.write(channel, ByteBuffer.wrap(bytes)));
  }

  /**
   * The same, with a way to open the temporary file and something to do between its last byte and
   * its new name.
   *
   * @param target the file to write; its folder must exist
   * @param content writes the new content
   * @param opener opens the temporary file
   * @param beforeRename done when the content is on disk and the target still as it was
   * @throws IOException if the file cannot be written; the message is one line
   */
  public static void write(Path target, Content content, Opener opener, BeforeRename beforeRename)
      throws IOException {
    Path temporary = null;
    try {
      Path folder = folderOf(target);
      String name = target.getFileName().toString();
      removeStaleTemporaries(folder, name::equals);
      temporary = newTemporary(target);
      try (FileChannel channel = opener.open(temporary)) {
        if (!claim(channel, temporary)) {
          write(target, content, opener, beforeRename);
          return;
        }
        content.writeTo(channel);
        channel.force(true);
        beforeRename.run();
        Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
        temporary = null;
      }
      force(folder);
    } catch (IOException failure) {
      throw new IOException(target + ": cannot write: " + OneLine.reason(failure), failure);
    } finally {
      if (temporary != null) {
        Files.deleteIfExists(temporary);
      }
    }
  }

  /**
   * Checks, by writing a byte and removing it, that something can be written, before anything long
   * is computed for it.
   *
   * @param target a folder that files are to go into, or a file
   * @throws IOException if it cannot be written; the message is one line
   */
  public static void requireWritable(Path target) throws IOException {
    Path file = Files.isDirectory(target) ? target.resolve("probe") : target;
    try {
      Path probe = newTemporary(file);
      try (FileChannel channel = NEW_FILE.open(probe)) {
        FullWrite.write(channel, ByteBuffer.allocate(1));
      } finally {
        Files.deleteIfExists(probe);
      }
    } catch (IOException failure) {
      throw new IOException(target + ": cannot write: " + OneLine.reason(failure), failure);
    }
  }

  /**
   * A name beside the target that no file has yet.
   *
   * @param target any file
   * @throws IOException if there is no such name left
   */
  public static Path newTemporary(Path target) throws IOException {
    Path folder = folderOf(target);
    for (int number = 0; number < 1_000; number++) {
      String name = "." + target.getFileName() + "." + TOKEN + "-" + number + ".tmp";
      Path temporary = folder.resolve(name);
      if (!Files.exists(temporary)) {
        return temporary;
      }
    }
    throw new FileAlreadyExistsException("1000 temporary files");
  }

  /**
   * Forces a folder's entries to the disk, without which a rename may be undone by a power cut.
   *
   * @param folder any folder
   * @throws IOException if the disk refuses
   */
  static void force(Path folder) throws IOException {
    if (WINDOWS) {
      return; // folders cannot be opened there, and renames are in the file system's journal
    }
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /**
   * Removes what killed processes left half-written. What a living one is writing is locked, which
   * containers that share the folder see of each other too; numbers of processes they do not.
   *
   * @param folder any folder
   * @param whose names of files whose temporaries to remove
   * @throws IOException if the folder cannot be read or a file not deleted
   */
  public static void removeStaleTemporaries(Path folder, Predicate<String> whose)
      throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, ".*.tmp")) {
      for (Path file : files) {
        Matcher matcher = TEMPORARY.matcher(file.getFileName().toString());
        if (matcher.matches() && whose.test(matcher.group(1)) && !matcher.group(2).equals(TOKEN)) {
          removeIfStale(file);
        }
      }
    } catch (DirectoryIteratorException failure) {
      throw failure.getCause();
    }
  }

  private static void removeIfStale(Path temporary) throws IOException {
    try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
      if (isFree(channel)) {
        Files.deleteIfExists(temporary);
      }
    } catch (NoSuchFileException removedMeanwhile) {
      return;
    }
  }

  /** Whether there is no other writer; where there are no locks, somebody may. */
  private static boolean isFree(FileChannel channel) {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException | IOException heldOrNoLocks) {
      return false;
    }
  }

  /** Shows others that the file is being written; false if one was quicker and removed it. */
  private static boolean claim(FileChannel channel, Path temporary) {
    try {
      channel.lock();
      return Files.exists(temporary);
    } catch (IOException noLocks) {
      return true; // and no other process can take one to remove it
    }
  }

  /**
   * Whether a file has the name of a temporary one.
   *
   * @param file any path
   */
  public static boolean isTemporary(Path file) {
    return TEMPORARY.matcher(file.getFileName().toString()).matches();
  }

  private static Path folderOf(Path target) {
    Path folder = target.toAbsolutePath().getParent();
    if (folder == null) {
      throw new IllegalArgumentException(target + " is no file in a folder");
    }
    return folder;
  }
}
