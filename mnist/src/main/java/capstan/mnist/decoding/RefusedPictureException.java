package capstan.mnist.decoding;

import java.io.IOException;

/** A picture that is damaged, too large, or of a kind that cannot be read with certainty. */
public final class RefusedPictureException extends IOException {
  private static final long serialVersionUID = 1L;

  private final String found;
  private final String expected;

  /**
   * Says why.
   *
   * @param found what the file holds
   * @param expected what it should hold
   */
  RefusedPictureException(String found, String expected) {
    super("found " + found + ", expected " + expected);
    this.found = found;
    this.expected = expected;
  }

  /**
   * Of a file that does not decode cleanly.
   *
   * @param reason what is wrong with it
   */
  static RefusedPictureException damaged(String reason) {
    return new RefusedPictureException(
        "a picture that cannot be decoded (" + reason + ")", "a whole picture");
  }

  /** What the file holds. */
  public String found() {
    return found;
  }

  /** What it should hold. */
  public String expected() {
    return expected;
  }
}
