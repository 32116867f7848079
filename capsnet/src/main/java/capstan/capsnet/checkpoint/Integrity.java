package capstan.capsnet.checkpoint;

/** What is known of a file that was read. */
enum Integrity {
  /** Every byte is as Capstan wrote it. */
  WHOLE(""),
  /** Texts and tensors are as Capstan wrote them, in a file that another program wrote. */
  REWRITTEN("saved again by another program; what it holds is unchanged"),
  /** Another program's file. */
  FOREIGN("not written by Capstan: it has no checksums, so damage would not be seen");

  private final String notice;

  Integrity(String notice) {
    this.notice = notice;
  }

  /** What the user should know, empty if nothing. */
  String notice() {
    return notice;
  }
}
