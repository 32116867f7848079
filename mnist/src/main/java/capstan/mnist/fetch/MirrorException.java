package capstan.mnist.fetch;

/** One mirror did not give a file; another may. */
final class MirrorException extends Exception {
  private static final long serialVersionUID = 1L;
  private final Kind kind;

  /** What is known of the mirror. */
  enum Kind {
    /** It did not answer. */
    SILENT,
    /** It answered, and may do better another time. */
    PASSING,
    /** Asking it again is of no use. */
    LASTING
  }

  /**
   * Says why.
   *
   * @param reason a few words
   * @param kind what is known of the mirror
   */
  MirrorException(String reason, Kind kind) {
    super(reason);
    this.kind = kind;
  }

  /** What is known of the mirror. */
  Kind kind() {
    return kind;
  }
}
