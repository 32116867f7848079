package capstan.core.backend;

/** What a backend computes on failed while it worked; the message is one line for people. */
public class BackendFailureException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /**
   * With the line for the user.
   *
   * @param message what failed, and what helps if anything does
   */
  protected BackendFailureException(String message) {
    super(message);
  }

  /**
   * With the line for the user and a cause.
   *
   * @param message what failed, and what helps if anything does
   * @param cause what it was noticed by
   */
  protected BackendFailureException(String message, Throwable cause) {
    super(message, cause);
  }
}
