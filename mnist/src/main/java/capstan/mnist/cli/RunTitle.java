package capstan.mnist.cli;

import java.nio.file.Path;
import java.util.List;

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

  /** Short names where they tell the checkpoints apart, else the files. */
  static List<String> ofAll(List<Path> checkpoints) {
    List<String> shorts = checkpoints.stream().map(RunTitle::of).toList();
    return shorts.stream().distinct().count() == shorts.size()
        ? shorts
        : checkpoints.stream().map(Path::toString).toList();
  }
}
