package capstan.mnist.exit;

/** What the process tells its caller. */
public final class ExitStatus {
  /** Done. */
  public static final int DONE = 0;

  /** Something failed; one line on standard error says what. */
  public static final int FAILED = 1;

  /** The command line cannot be understood; one line on standard error says why. */
  public static final int USAGE = 2;

  /** Stopped because the terminal was closed, after saving. */
  public static final int HUNG_UP = 129;

  /** Stopped by Ctrl-C, after saving. */
  public static final int INTERRUPTED = 130;

  /** Stopped by SIGTERM, after saving. */
  static final int TERMINATED = 143;

  private ExitStatus() {}
}
