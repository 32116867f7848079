package capstan.capsnet.run;

import capstan.capsnet.setting.InvalidSettingException;
import capstan.capsnet.setting.Setting;
import capstan.capsnet.setting.Tunable;

/**
 * Which of the weights that a training goes through are its network's.
 *
 * @param average decay of their exponential average over the steps, which is evaluated and saved in
 *     their place; 0 for none
 */
public record Selection(
    @Tunable(
            name = "average",
            help =
                "Test and save the weights' exponential average over the steps, of this decay, 0"
                    + " for the weights of the last step",
            least = 0,
            most = 0.999999)
        double average) {

  /** The weights of the last step. */
  public static final Selection LAST = new Selection(0);

  /**
   * Checks the bounds.
   *
   * @throws InvalidSettingException if a number is outside
   */
  public Selection {
    Setting.check(Selection.class, average);
  }

  /** Whether the average is the network's. */
  public boolean averages() {
    return average > 0;
  }

  /** How many further copies of the weights a training needs for it. */
  public int copies() {
    return averages() ? 1 : 0;
  }
}
