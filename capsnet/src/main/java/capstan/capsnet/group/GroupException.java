package capstan.capsnet.group;

/** Processes could not be connected, or no longer are; the message is one line. */
public class GroupException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** With a line for people. */
  public GroupException(String message) {
    super(message);
  }
}
