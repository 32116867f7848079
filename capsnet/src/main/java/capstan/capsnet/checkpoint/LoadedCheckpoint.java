package capstan.capsnet.checkpoint;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A checkpoint and how it was found.
 *
 * @param checkpoint the content
 * @param file the file it was read from
 * @param notice one line the user must see, such as that the newest checkpoint is damaged and the
 *     previous one was taken; empty if there is nothing to say
 */
public record LoadedCheckpoint(Checkpoint checkpoint, Path file, Optional<String> notice) {

  /** One of which is said what is to be known of its file. */
  static LoadedCheckpoint of(Checkpoint checkpoint, Path file) {
    String notice = checkpoint.integrity().notice();
    return new LoadedCheckpoint(
        checkpoint, file, notice.isEmpty() ? Optional.empty() : Optional.of(file + ": " + notice));
  }
}
