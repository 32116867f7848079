package capstan.capsnet.network;

import capstan.capsnet.checkpoint.ConfigurationJson;
import capstan.capsnet.setting.InvalidSettingException;
import capstan.capsnet.setting.Setting;
import capstan.capsnet.setting.Tunable;
import com.fasterxml.jackson.annotation.JacksonInject;
import com.fasterxml.jackson.annotation.OptBoolean;

/**
 * The margin loss of section 3 and the reconstruction's part in the total.
 *
 * @param presentMargin m⁺: a present class' capsule should be at least this long
 * @param absentMargin m⁻: an absent class' capsule should be at most this long
 * @param absentWeight λ: weight of the absent classes
 * @param reconstructionWeight weight of the reconstruction error
 * @param reconstructionError what is weighted
 * @param lastPhase other margins for the end of a run
 */
public record CapsNetLoss(
    @Tunable(
            name = "present-margin",
            help = "The capsule of a class that is there should be this long",
            least = 0,
            most = 1,
            learning = true)
        double presentMargin,
    @Tunable(
            name = "absent-margin",
            help = "The others should be at most this long",
            least = 0,
            most = 1,
            learning = true)
        double absentMargin,
    @Tunable(
            name = "absent-weight",
            help = "Weight of the others in the margin loss",
            least = 0,
            most = 1e6,
            learning = true)
        double absentWeight,
    @Tunable(
            name = "reconstruction-weight",
            help = "Weight of the reconstruction error in the loss",
            least = 0,
            most = 1e6,
            learning = true,
            needs = "decoder")
        double reconstructionWeight,
    @Tunable(
            name = "reconstruction-error",
            help = "How squared pixel errors become one number",
            learning = true,
            needs = "decoder")
        ReconstructionError reconstructionError,
    @JacksonInject(value = ConfigurationJson.NONE, useInput = OptBoolean.TRUE)
        LastPhase lastPhase) {
  /**
   * Checks the bounds.
   *
   * @throws InvalidSettingException if a number is outside, or the margins overlap
   */
  public CapsNetLoss {
    Setting.check(
        CapsNetLoss.class,
        presentMargin,
        absentMargin,
        absentWeight,
        reconstructionWeight,
        reconstructionError,
        lastPhase);
    requireMargins("", presentMargin, absentMargin);
  }

  /**
   * Other margins for the last steps of a run, in training alone: tests have those of {@link
   * CapsNetLoss}. Files of earlier versions have {@link #NONE}.
   *
   * @param part of the run's steps, at its end, that have them; 0 for none
   * @param presentMargin m⁺ then
   * @param absentMargin m⁻ then
   * @param absentWeight λ then
   */
  public record LastPhase(
      @Tunable(
              name = "last-phase",
              help = "Part of the run's steps, at its end, with margins of their own, 0 for none",
              least = 0,
              most = 1,
              learning = true)
          double part,
      @Tunable(
              name = "last-present-margin",
              help = "The present-margin of these steps",
              least = 0,
              most = 1,
              learning = true,
              needs = "last-phase")
          double presentMargin,
      @Tunable(
              name = "last-absent-margin",
              help = "Their absent-margin",
              least = 0,
              most = 1,
              learning = true,
              needs = "last-phase")
          double absentMargin,
      @Tunable(
              name = "last-absent-weight",
              help = "Their absent-weight",
              least = 0,
              most = 1e6,
              learning = true,
              needs = "last-phase")
          double absentWeight) {
    /** The same margins to the end. */
    public static final LastPhase NONE = new LastPhase(0, 0.95, 0.05, 0.8);

    /**
     * Checks the bounds.
     *
     * @throws InvalidSettingException if a number is outside, or the margins overlap
     */
    public LastPhase {
      Setting.check(LastPhase.class, part, presentMargin, absentMargin, absentWeight);
      requireMargins("last-", presentMargin, absentMargin);
    }

    /**
     * Whether a step has these margins: of n steps the last part · n, rounded, but one at least of
     * any part.
     *
     * @param step steps done before it
     * @param totalSteps n
     */
    boolean has(long step, long totalSteps) {
      return part > 0 && totalSteps - step <= Math.max(1, Math.round(part * totalSteps));
    }
  }

  /** The same with the margins of its last phase. */
  CapsNetLoss late() {
    return new CapsNetLoss(
        lastPhase.presentMargin(),
        lastPhase.absentMargin(),
        lastPhase.absentWeight(),
        reconstructionWeight,
        reconstructionError,
        lastPhase);
  }

  /** Their settings' names begin with what is said. */
  private static void requireMargins(String begin, double present, double absent) {
    if (absent > present) {
      throw new InvalidSettingException(
          "%1$sabsent-margin must be at most the %1$spresent-margin of %3$s, found %2$s"
              .formatted(begin, absent, present));
    }
  }
}
