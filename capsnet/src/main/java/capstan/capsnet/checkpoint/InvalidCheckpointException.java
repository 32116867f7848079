package capstan.capsnet.checkpoint;

import capstan.capsnet.file.OneLine;
import java.io.IOException;

/**
 * A checkpoint or run folder that cannot be used: damaged, truncated, of another kind or of another
 * configuration. The message is one line naming the file, the part of it and what was expected.
 */
public final class InvalidCheckpointException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * A problem with a file or folder as a whole.
   *
   * @param file the file, as the user should read it
   * @param problem what was found and what was expected
   */
  public InvalidCheckpointException(String file, String problem) {
    super(file + ": " + problem);
  }

  /**
   * A problem with one part of a file.
   *
   * @param file the file, as the user should read it
   * @param part "header" or "tensor conv1.weight"
   * @param problem what was found and what was expected
   */
  public InvalidCheckpointException(String file, String part, String problem) {
    super(file + ": " + OneLine.of(part) + ": " + problem);
  }
}
