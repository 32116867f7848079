package capstan.mnist.serving;

/** A request that is not answered as asked; the message is the one line that says why. */
final class RefusedRequestException extends Exception {
  private static final long serialVersionUID = 1L;

  private final int status;

  /**
   * With a status and a reason.
   *
   * @param status of HTTP, 4xx or 5xx
   * @param message the value found and the value expected
   */
  RefusedRequestException(int status, String message) {
    super(message);
    this.status = status;
  }

  /** Of HTTP. */
  int status() {
    return status;
  }

  /** A request that makes no sense. */
  static RefusedRequestException malformed(String message) {
    return new RefusedRequestException(400, message);
  }

  /** A thing that is not there. */
  static RefusedRequestException missing(String message) {
    return new RefusedRequestException(404, message);
  }
}
