package capstan.capsnet.training;

/**
 * The loss, a gradient or a weight is no longer a finite number. The message is one line naming the
 * step and the first layer that went wrong; the last good checkpoint is untouched.
 */
public final class TrainingDivergedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final long step;

  /**
   * At a step.
   *
   * @param step the step, counted from 1
   * @param where the first layer with a number that is not finite
   * @param advice what to do
   */
  TrainingDivergedException(long step, String where, String advice) {
    super("training diverged at step " + step + ": " + where + "; " + advice);
    this.step = step;
  }

  /** The step, counted from 1. */
  public long step() {
    return step;
  }
}
