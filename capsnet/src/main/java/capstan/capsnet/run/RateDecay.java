package capstan.capsnet.run;

import capstan.autograd.optim.LearningRateSchedule;
import capstan.capsnet.checkpoint.ConfigurationJson;
import capstan.capsnet.setting.InvalidSettingException;
import capstan.capsnet.setting.Setting;
import com.fasterxml.jackson.annotation.JacksonInject;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.OptBoolean;
import java.util.ArrayList;
import java.util.List;

/**
 * How the learning rate falls.
 *
 * @param kind the rule
 * @param factor what the rate is multiplied by each period, in (0, 1]; over a run, in [0, 1]
 * @param steps the period in steps; 0 where the rule has none, or none yet
 * @param floor the rate never falls below this
 * @param formerLines of a decay over a run that was made longer, the lines before the present one,
 *     in order; files without this key have none
 */
public record RateDecay(
    Kind kind,
    double factor,
    long steps,
    double floor,
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
        @JacksonInject(value = ConfigurationJson.EMPTY_LIST, useInput = OptBoolean.TRUE)
        List<FormerLine> formerLines) {

  /** What {@link #parse} reads, in words. */
  public static final String FORMS =
      "constant, by-epoch:FACTOR, by-step:FACTOR:STEPS[:FLOOR] or over-run:FACTOR";

  /**
   * The line that the rate fell along before the run was made longer.
   *
   * @param steps its length
   * @param untilStep the first step that is not on it
   */
  public record FormerLine(long steps, long untilStep) {
    /**
     * Checks the ranges.
     *
     * @throws InvalidSettingException if there is no such line
     */
    public FormerLine {
      if (steps < 1 || untilStep < 1) {
        throw new InvalidSettingException(
            "learning rate: a former line must have at least 1 step, found %d until step %d"
                .formatted(steps, untilStep));
      }
    }
  }

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
     * however many there are. The steps are filled in when the run starts and recorded. If the run
     * is made longer, the rate of the steps from there on is that of the line of the longer run,
     * rate · (1 − (1 − factor) · step / steps), as if it had been so long from its beginning.
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
    formerLines = List.copyOf(formerLines);
    if (kind != Kind.OVER_RUN && !formerLines.isEmpty()) {
      throw new InvalidSettingException(
          "learning rate: only a decay over the run has former lines, found " + formerLines);
    }
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

  /**
   * A decay by its text.
   *
   * @param text such as {@code by-step:0.96:2000:1e-6}
   * @throws InvalidSettingException if it is none of {@link #FORMS}, or a number is out of range
   */
  public static RateDecay parse(String text) {
    String[] parts = text.split(":", -1);
    try {
      return switch (parts[0] + "/" + parts.length) {
        case "constant/1" -> constant();
        case "by-epoch/2" -> byEpoch(Double.parseDouble(parts[1]));
        case "over-run/2" -> overRun(Double.parseDouble(parts[1]));
        case "by-step/3", "by-step/4" ->
            byStep(
                Double.parseDouble(parts[1]),
                Long.parseLong(parts[2]),
                parts.length == 3 ? 0 : Double.parseDouble(parts[3]));
        default -> throw unknown(text);
      };
    } catch (NumberFormatException notANumber) {
      throw unknown(text);
    }
  }

  private static InvalidSettingException unknown(String text) {
    return new InvalidSettingException("expected " + FORMS + ", found '" + text + "'");
  }

  /** The text that {@link #parse} reads. */
  @Override
  public String toString() {
    String rule = Setting.label(kind) + ":" + Setting.text(factor);
    return switch (kind) {
      case CONSTANT -> Setting.label(kind);
      case BY_STEP -> rule + ":" + steps + ":" + Setting.text(floor);
      case BY_EPOCH, OVER_RUN -> rule;
    };
  }

  /** The same rate all the time. */
  public static RateDecay constant() {
    return new RateDecay(Kind.CONSTANT, 1, 0, 0, List.of());
  }

  /**
   * Exponential decay by step.
   *
   * @param factor what the rate is multiplied by every so many steps
   * @param steps how many
   * @param floor the rate never falls below this
   */
  public static RateDecay byStep(double factor, long steps, double floor) {
    return new RateDecay(Kind.BY_STEP, factor, steps, floor, List.of());
  }

  /**
   * Exponential decay by epoch.
   *
   * @param factor what the rate is multiplied by after each epoch
   */
  public static RateDecay byEpoch(double factor) {
    return new RateDecay(Kind.BY_EPOCH, factor, 0, 0, List.of());
  }

  /**
   * Along a straight line over the run, whatever its length.
   *
   * @param factor the rate after the last step as a part of the first's
   */
  public static RateDecay overRun(double factor) {
    return new RateDecay(Kind.OVER_RUN, factor, 0, 0, List.of());
  }

  /**
   * With the period of a decay over the run filled in; any other as it is.
   *
   * @param totalSteps steps of the run
   */
  public RateDecay resolved(long totalSteps) {
    return kind == Kind.OVER_RUN && steps == 0
        ? new RateDecay(kind, factor, Math.max(1, totalSteps), floor, formerLines)
        : this;
  }

  /**
   * That of a run which is made longer: a decay over the run, whose new length is not filled in
   * yet, remembers its former line; any other is as it is.
   *
   * @param step the first that may have another rate
   */
  public RateDecay lengthenedAt(long step) {
    if (kind != Kind.OVER_RUN) {
      return this;
    }
    List<FormerLine> lines = new ArrayList<>(formerLines);
    long onFormerLines = lines.isEmpty() ? 0 : lines.getLast().untilStep();
    if (step > onFormerLines) {
      lines.add(new FormerLine(steps, step));
    }
    return new RateDecay(kind, factor, 0, floor, lines);
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
      case OVER_RUN -> lines(initial);
    };
  }

  private LearningRateSchedule lines(double initial) {
    LearningRateSchedule schedule = line(initial, steps);
    for (FormerLine former : formerLines.reversed()) {
      LearningRateSchedule before = line(initial, former.steps());
      schedule = new LearningRateSchedule.Switched(before, former.untilStep(), schedule);
    }
    return schedule;
  }

  private LearningRateSchedule line(double initial, long length) {
    return new LearningRateSchedule.Linear((float) initial, (float) (initial * factor), length);
  }
}
