package capstan.mnist.training;

import capstan.autograd.optim.LearningRateSchedule;
import capstan.mnist.model.InvalidSettingException;
import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * How the learning rate falls.
 *
 * @param kind the rule
 * @param factor what the rate is multiplied by each period, in (0, 1]; over a run, in [0, 1]
 * @param steps the period in steps; 0 where the rule has none, or none yet
 * @param floor the rate never falls below this
 */
public record RateDecay(Kind kind, double factor, long steps, double floor) {

  /** The rules. */
  public enum Kind {
    /** It does not. */
    @JsonProperty("constant")
    CONSTANT,
    /** rate · factor^(step / steps), falling a little every step. */
    @JsonProperty("by-step")
    BY_STEP,
    /** rate · factor^epoch. */
    @JsonProperty("by-epoch")
    BY_EPOCH,
    /**
     * Along a straight line over the whole run: the rate reaches rate · factor after the last step,
     * however many there are. The steps are filled in when the run starts and recorded.
     */
    @JsonProperty("over-run")
    OVER_RUN
  }

  /**
   * Checks the ranges.
   *
   * @throws InvalidSettingException if the factor is out of its range, or the steps or the floor
   *     are negative, or a decay by step has no steps, or another has a floor
   */
  public RateDecay {
    boolean mayBeZero = kind == Kind.OVER_RUN;
    if (!(factor >= 0 && factor <= 1) || (factor == 0 && !mayBeZero)) {
      throw new InvalidSettingException(
          "learning rate: the decay factor must be "
              + (mayBeZero ? "at least 0" : "above 0")
              + " and at most 1, found "
              + factor);
    }
    if (steps < 0 || (kind == Kind.BY_STEP && steps == 0)) {
      throw new InvalidSettingException(
          "learning rate: the steps of a decay by step must be at least 1, found " + steps);
    }
    if (floor != 0 && kind != Kind.BY_STEP) {
      throw new InvalidSettingException(
          "learning rate: only a decay by step has a floor, found " + floor);
    }
    if (!(floor >= 0 && Double.isFinite(floor))) {
      throw new InvalidSettingException(
          "learning rate: the floor must be at least 0, found " + floor);
    }
  }

  /** The same rate all the time. */
  public static RateDecay constant() {
    return new RateDecay(Kind.CONSTANT, 1, 0, 0);
  }

  /**
   * Exponential decay by step.
   *
   * @param factor what the rate is multiplied by every so many steps
   * @param steps how many
   * @param floor the rate never falls below this
   */
  public static RateDecay byStep(double factor, long steps, double floor) {
    return new RateDecay(Kind.BY_STEP, factor, steps, floor);
  }

  /**
   * Exponential decay by epoch.
   *
   * @param factor what the rate is multiplied by after each epoch
   */
  public static RateDecay byEpoch(double factor) {
    return new RateDecay(Kind.BY_EPOCH, factor, 0, 0);
  }

  /**
   * Along a straight line over the run, whatever its length.
   *
   * @param factor the rate after the last step as a part of the first's
   */
  public static RateDecay overRun(double factor) {
    return new RateDecay(Kind.OVER_RUN, factor, 0, 0);
  }

  /**
   * With the period of a decay over the run filled in; any other as it is.
   *
   * @param totalSteps steps of the run
   */
  RateDecay resolved(long totalSteps) {
    return kind == Kind.OVER_RUN && steps == 0
        ? new RateDecay(kind, factor, Math.max(1, totalSteps), floor)
        : this;
  }

  /**
   * The rate of every step.
   *
   * @param initial the first step's rate
   * @throws IllegalStateException if a decay over the run does not know its length yet
   */
  public LearningRateSchedule schedule(double initial) {
    if (kind == Kind.OVER_RUN && steps == 0) {
      throw new IllegalStateException("the length of the run is not known yet");
    }
    return switch (kind) {
      case CONSTANT -> new LearningRateSchedule.Constant((float) initial);
      case BY_STEP ->
          new LearningRateSchedule.ExponentialByStep(
              (float) initial, factor, steps, false, (float) floor);
      case BY_EPOCH -> new LearningRateSchedule.ExponentialByEpoch((float) initial, factor);
      case OVER_RUN ->
          new LearningRateSchedule.Linear((float) initial, (float) (initial * factor), steps);
    };
  }
}
