package capstan.mnist.data;

/** One mirror did not give a file; another may. */
final class MirrorException extends Exception {
  private static final long serialVersionUID = 1L;
  private final boolean lasting;

  /**
   * Says why.
   *
   * @param reason a few words
   * @param lasting whether asking this mirror again is of no use
   */
  MirrorException(String reason, boolean lasting) {
    super(reason);
    this.lasting = lasting;
  }

  /** Whether asking this mirror again is of no use. */
  boolean lasting() {
    return lasting;
  }
}
