package capstan.capsnet.run;

import capstan.capsnet.setting.InvalidSettingException;

/**
 * How often a checkpoint is saved between the ends of epochs, where one always is. Nothing that is
 * computed depends on it.
 *
 * @param steps after so many steps; 0 for never
 * @param minutes when so many minutes have passed since the last one; 0 for never
 */
public record SaveInterval(long steps, double minutes) {

  /** Every five minutes. */
  public static final SaveInterval DEFAULT = new SaveInterval(0, 5);

  /** Only at the end of each epoch. */
  public static final SaveInterval EPOCH = new SaveInterval(0, 0);

  /**
   * Checks the ranges.
   *
   * @throws InvalidSettingException if a number is negative
   */
  public SaveInterval {
    if (steps < 0 || !(minutes >= 0)) {
      throw new InvalidSettingException(
          "checkpoint interval: steps and minutes must be at least 0, found %s and %s"
              .formatted(steps, minutes));
    }
  }

  /** Whether a checkpoint is to be written now. */
  public boolean isDue(long step, long nanosecondsSinceLast) {
    return (steps > 0 && step % steps == 0)
        || (minutes > 0 && nanosecondsSinceLast >= minutes * 60e9);
  }
}
