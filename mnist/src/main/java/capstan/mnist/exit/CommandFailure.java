package capstan.mnist.exit;

/** A command cannot do its work; the message is the one line the user sees. */
public final class CommandFailure extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * With the line.
   *
   * @param message what was found and what to do
   * @param cause what led to it, or null
   */
  public CommandFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
