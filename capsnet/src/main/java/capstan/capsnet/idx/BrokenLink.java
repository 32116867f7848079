package capstan.capsnet.idx;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/** Symbolic links that lead nowhere: a listing shows them, but there is nothing to open. */
final class BrokenLink {
  private BrokenLink() {}

  /**
   * What is there, for a message.
   *
   * @param path any path
   * @return empty if it is no link, or one that leads to something
   * @throws IOException if it cannot be read
   */
  static Optional<String> of(Path path) throws IOException {
    if (!Files.isSymbolicLink(path) || Files.exists(path)) {
      return Optional.empty();
    }
    Path target = Files.readSymbolicLink(path);
    try {
      Files.readAttributes(path, BasicFileAttributes.class);
      return Optional.empty();
    } catch (java.nio.file.AccessDeniedException e) {
      return Optional.empty();
    } catch (java.nio.file.NoSuchFileException e) {
      return Optional.of("a link that leads nowhere, to " + target);
    } catch (java.nio.file.FileSystemException e) {
      return Optional.of("a link that leads back to itself, by " + target);
    }
  }
}
