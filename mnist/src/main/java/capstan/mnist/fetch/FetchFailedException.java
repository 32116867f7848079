package capstan.mnist.fetch;

import java.io.IOException;

/** No mirror gave a file; the message is one line naming each and what it answered. */
public final class FetchFailedException extends IOException {
  private static final long serialVersionUID = 1L;

  private final boolean withoutNetwork;

  /**
   * Says what was tried.
   *
   * @param message one line
   * @param withoutNetwork whether no mirror answered at all
   */
  public FetchFailedException(String message, boolean withoutNetwork) {
    super(message);
    this.withoutNetwork = withoutNetwork;
  }

  /** Whether no mirror answered at all, as on a machine without a network. */
  public boolean withoutNetwork() {
    return withoutNetwork;
  }
}
