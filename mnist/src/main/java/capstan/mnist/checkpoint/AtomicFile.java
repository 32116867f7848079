package capstan.mnist.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ThreadLocalRandom;
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
  interface Opener {
    FileChannel open(Path newFile) throws IOException;
  }

  /** What is done when the new content is safely on disk but does not have its name yet. */
  @FunctionalInterface
  interface BeforeRename {
    void run() throws IOException;
  }

  static final Opener NEW_FILE =
      file -> FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);

  private static final Pattern TEMPORARY =
      Pattern.compile("\\.(.+)\\.(\\d{1,18})-([0-9a-f]{16})-\\d+\\.tmp");

  /** Tells this process's temporaries from those of an earlier process with the same number. */
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

  static void write(Path target, Content content, Opener opener, BeforeRename beforeRename)
      throws IOException {
    Path temporary = null;
    try {
      Path folder = folderOf(target);
      removeStaleTemporaries(target);
      temporary = newTemporary(target);
      try (FileChannel channel = opener.open(temporary)) {
        content.writeTo(channel);
        channel.force(true);
      }
      beforeRename.run();
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
      temporary = null;
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
   * A name beside the target that no file has yet.
   *
   * @param target any file
   * @throws IOException if there is no such name left
   */
  static Path newTemporary(Path target) throws IOException {
    Path folder = folderOf(target);
    for (int number = 0; number < 1_000; number++) {
      String name =
          "."
              + target.getFileName()
              + "."
              + ProcessHandle.current().pid()
              + "-"
              + TOKEN
              + "-"
              + number
              + ".tmp";
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
   * Removes what killed processes left of all files of a folder. Only for a folder nobody else
   * writes in.
   *
   * @param folder a folder held by a lock
   * @throws IOException if the folder cannot be read or a file not deleted
   */
  static void removeAllTemporaries(Path folder) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, ".*.tmp")) {
      for (Path file : files) {
        if (isTemporary(file)) {
          Files.deleteIfExists(file);
        }
      }
    } catch (java.nio.file.DirectoryIteratorException failure) {
      throw failure.getCause();
    }
  }

  /**
   * Whether a file has the name of a temporary one.
   *
   * @param file any path
   */
  static boolean isTemporary(Path file) {
    return TEMPORARY.matcher(file.getFileName().toString()).matches();
  }

  private static void removeStaleTemporaries(Path target) throws IOException {
    String name = target.getFileName().toString();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folderOf(target), ".*.tmp")) {
      for (Path file : files) {
        Matcher matcher = TEMPORARY.matcher(file.getFileName().toString());
        if (matcher.matches() && matcher.group(1).equals(name) && isStale(matcher)) {
          Files.deleteIfExists(file);
        }
      }
    } catch (java.nio.file.DirectoryIteratorException failure) {
      throw failure.getCause();
    }
  }

  private static boolean isStale(Matcher temporary) {
    long process = Long.parseLong(temporary.group(2));
    if (process == ProcessHandle.current().pid()) {
      return !temporary.group(3).equals(TOKEN);
    }
    return ProcessHandle.of(process).isEmpty();
  }

  private static Path folderOf(Path target) {
    Path folder = target.toAbsolutePath().getParent();
    if (folder == null) {
      throw new IllegalArgumentException(target + " is no file in a folder");
    }
    return folder;
  }
}
