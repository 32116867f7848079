package capstan.capsnet.checkpoint;

import java.io.IOException;

/** A configuration that cannot be used. The message is one line naming the file and the key. */
public final class InvalidConfigurationException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * A problem with a configuration.
   *
   * @param file the file it was read from, as the user should read it
   * @param problem the key, what was found and what was expected
   */
  public InvalidConfigurationException(String file, String problem) {
    super(file + ": " + problem);
  }
}
