package capstan.mnist.experiment;

import capstan.capsnet.checkpoint.ConfigurationJson;
import capstan.capsnet.checkpoint.InvalidConfigurationException;
import capstan.capsnet.file.AtomicFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The finished parts of a long test, each in a file of its own, so that the same test goes on where
 * it was stopped or killed. A part is known by a digest of all that decides it, the network's
 * weights and the images among it: one of another network or other images is never taken for it.
 */
public final class UnfinishedTest {
  private static final String NAME = "unfinished-test";
  private static final String SUFFIX = ".json";

  private final Path folder;

  private UnfinishedTest(Path folder) {
    this.folder = folder;
  }

  /**
   * A test whose parts are kept until it is finished.
   *
   * @param parent the folder of what the test is for
   */
  public static UnfinishedTest in(Path parent) {
    return new UnfinishedTest(parent.resolve(NAME));
  }

  /**
   * How many parts are there from before, of whatever test.
   *
   * @throws IOException if the folder cannot be read
   */
  public int parts() throws IOException {
    if (!Files.isDirectory(folder)) {
      return 0;
    }
    int count = 0;
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
      for (Path _ : files) {
        count++;
      }
    }
    return count;
  }

  /** What a part found, if it is there; a damaged one is as none. */
  <P> Optional<P> find(String digest, Class<P> type) throws IOException {
    if (!Files.exists(file(digest))) {
      return Optional.empty();
    }
    try {
      String json = new String(Files.readAllBytes(file(digest)), StandardCharsets.UTF_8);
      return Optional.of(ConfigurationJson.read(file(digest).toString(), json, type));
    } catch (InvalidConfigurationException damaged) {
      return Optional.empty();
    }
  }

  /** Keeps what a part found, as the JSON of a record that checks what it is made of. */
  void keep(String digest, Record part) throws IOException {
    Files.createDirectories(folder);
    AtomicFile.write(file(digest), ConfigurationJson.write(part).getBytes(StandardCharsets.UTF_8));
  }

  private Path file(String digest) {
    return folder.resolve(digest + SUFFIX);
  }

  /**
   * Removes the parts, once what they are parts of has been written.
   *
   * @throws IOException if they cannot be removed
   */
  public void finished() throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
      for (Path file : files) {
        Files.delete(file);
      }
    }
    try (DirectoryStream<Path> left = Files.newDirectoryStream(folder)) {
      if (!left.iterator().hasNext()) {
        Files.delete(folder);
      }
    }
  }
}
