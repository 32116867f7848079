package capstan.mnist.cli;

import java.nio.file.Path;

/** What a network is called over a picture. */
final class RunTitle {
  private RunTitle() {}

  /** The run folder's name, or the file's. */
  static String of(Path checkpoint) {
    Path file = checkpoint.toAbsolutePath().normalize();
    boolean ofRun =
        file.getFileName().toString().startsWith("checkpoint.") && file.getParent() != null;
    Path named = ofRun && file.getParent().getFileName() != null ? file.getParent() : file;
    return named.getFileName().toString();
  }
}
