package capstan.core.backend;

/** A backend that was asked for cannot work here; the message is one line that says what to do. */
public final class BackendUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /**
   * With the line for the user.
   *
   * @param message what was found and what to do
   */
  public BackendUnavailableException(String message) {
    super(message);
  }

  /**
   * With the line for the user and a cause.
   *
   * @param message what was found and what to do
   * @param cause what it was noticed by
   */
  public BackendUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
