package capstan.mnist.data;

import java.io.IOException;

/** No mirror gave a file; the message is one line naming each and what it answered. */
public final class FetchFailedException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * Says what was tried.
   *
   * @param message one line
   */
  public FetchFailedException(String message) {
    super(message);
  }
}
