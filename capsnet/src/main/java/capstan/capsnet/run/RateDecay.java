package capstan.capsnet.run;

import capstan.autograd.optim.LearningRateSchedule;
import capstan.capsnet.checkpoint.ConfigurationJson;
import capstan.capsnet.setting.InvalidSettingException;
import capstan.capsnet.setting.Setting;
import com.fasterxml.jackson.annotation.JacksonInject;
import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.OptBoolean;
import java.util.ArrayList;
import java.util.List;

/**
 * How the learning rate changes.
 *
 * @param kind the rule
 * @param factor what the rate is multiplied by each period, in (0, 1]; over a run, in [0, 1]
 * @param steps the period in steps; 0 where the rule has none, or none yet
 * @param floor the rate never falls below this
 * @param divisor of one cycle: the rate starts from this part of its highest; 0 for other rules, as
 *     in files without this key
 * @param formerCurves of a rule over a run that was made longer, the curves before the present one,
 *     in order; {@code formerLines} in files of earlier versions, and none in those without the key
 */
public record RateDecay(
    Kind kind,
    double factor,
    long steps,
    double floor,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT)
        @JacksonInject(value = ConfigurationJson.ZERO, useInput = OptBoolean.TRUE)
        double divisor,
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
        @JsonAlias("formerLines")
        @JacksonInject(value = ConfigurationJson.EMPTY_LIST, useInput = OptBoolean.TRUE)
        List<FormerCurve> formerCurves) {

  /** What {@link #parse} reads, in words. */
  public static final String FORMS =
      "constant, by-epoch:FACTOR[:FLOOR], by-step:FACTOR:STEPS[:FLOOR], over-run:FACTOR,"
          + " cosine:FACTOR or one-cycle:DIVISOR:FACTOR";

  /**
   * The curve that the rate went along before the run was made longer.
   *
   * @param steps its length
   * @param untilStep the first step that is not on it
   */
  public record FormerCurve(long steps, long untilStep) {
    /**
     * Checks the ranges.
     *
     * @throws InvalidSettingException if there is no such curve
     */
    public FormerCurve {
      if (steps < 1 || untilStep < 1) {
        throw new InvalidSettingException(
            "learning rate: a former curve must have at least 1 step, found %d until step %d"
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
    /** rate · factor^epoch, and never below the floor. */
    @JsonProperty("by-epoch")
    BY_EPOCH,
    /**
     * Along a straight line over the whole run: the rate reaches rate · factor after the last step,
     * however many there are. The steps are filled in when the run starts and recorded. If the run
     * is made longer, the rate of the steps from there on is that of the line of the longer run,
     * rate · (1 − (1 − factor) · step / steps), as if it had been so long from its beginning.
     */
    @JsonProperty("over-run")
    OVER_RUN,
    /** The same along half a cosine, rate · (factor + (1 − factor) · (1 + cos(π · part)) / 2). */
    @JsonProperty("cosine")
    COSINE,
    /**
     * The same from rate / divisor up to the rate over the first 30 % of the run, and down to rate
     * · factor over the rest, both along half a cosine: {@link LearningRateSchedule.OneCycle}.
     */
    @JsonProperty("one-cycle")
    ONE_CYCLE;

    /** Whether the rule is a curve as long as the run. */
    public boolean isOverRun() {
      return this == OVER_RUN || this == COSINE || this == ONE_CYCLE;
    }
  }

  /**
   * Checks the ranges.
   *
   * @throws InvalidSettingException if the factor is out of its range, or the steps or the floor
   *     are negative, or a decay by step has no steps, or another has a floor
   */
  public RateDecay {
    formerCurves = List.copyOf(formerCurves);
    boolean overRun = kind.isOverRun();
    if (!overRun && !formerCurves.isEmpty()) {
      throw new InvalidSettingException(
          "learning rate: only a rule over the run has former curves, found " + formerCurves);
    }
    if (kind == Kind.ONE_CYCLE ? !(divisor >= 1 && Double.isFinite(divisor)) : divisor != 0) {
      throw new InvalidSettingException(
          "learning rate: the divisor must be %s, found %s"
              .formatted(kind == Kind.ONE_CYCLE ? "at least 1" : "0 without one cycle", divisor));
    }
    if (!(factor >= 0 && factor <= 1) || (factor == 0 && !overRun)) {
      throw new InvalidSettingException(
          "learning rate: the decay factor must be %s and at most 1, found %s"
              .formatted(overRun ? "at least 0" : "above 0", factor));
    }
    if (steps < 0 || (kind == Kind.BY_STEP && steps == 0)) {
      throw new InvalidSettingException(
          "learning rate: the steps of a decay by step must be at least 1, found " + steps);
    }
    if (floor != 0 && kind != Kind.BY_STEP && kind != Kind.BY_EPOCH) {
      throw new InvalidSettingException(
          "learning rate: only a decay by step or by epoch has a floor, found " + floor);
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
        case "by-epoch/2", "by-epoch/3" ->
            byEpoch(
                Double.parseDouble(parts[1]), parts.length == 2 ? 0 : Double.parseDouble(parts[2]));
        case "over-run/2" -> overRun(Double.parseDouble(parts[1]));
        case "cosine/2" -> cosine(Double.parseDouble(parts[1]));
        case "one-cycle/3" -> oneCycle(Double.parseDouble(parts[1]), Double.parseDouble(parts[2]));
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
      case BY_EPOCH -> floor == 0 ? rule : rule + ":" + Setting.text(floor);
      case OVER_RUN, COSINE -> rule;
      case ONE_CYCLE ->
          Setting.label(kind) + ":" + Setting.text(divisor) + ":" + Setting.text(factor);
    };
  }

  /** The same rate all the time. */
  public static RateDecay constant() {
    return new RateDecay(Kind.CONSTANT, 1, 0, 0, 0, List.of());
  }

  /**
   * Exponential decay by step.
   *
   * @param factor what the rate is multiplied by every so many steps
   * @param steps how many
   * @param floor the rate never falls below this
   */
  public static RateDecay byStep(double factor, long steps, double floor) {
    return new RateDecay(Kind.BY_STEP, factor, steps, floor, 0, List.of());
  }

  /**
   * Exponential decay by epoch.
   *
   * @param factor what the rate is multiplied by after each epoch
   */
  public static RateDecay byEpoch(double factor) {
    return byEpoch(factor, 0);
  }

  /**
   * Exponential decay by epoch.
   *
   * @param factor what the rate is multiplied by every epoch
   * @param floor the rate never falls below this
   */
  public static RateDecay byEpoch(double factor, double floor) {
    return new RateDecay(Kind.BY_EPOCH, factor, 0, floor, 0, List.of());
  }

  /**
   * Along a straight line over the run, whatever its length.
   *
   * @param factor the rate after the last step as a part of the first's
   */
  public static RateDecay overRun(double factor) {
    return new RateDecay(Kind.OVER_RUN, factor, 0, 0, 0, List.of());
  }

  /**
   * Along half a cosine over the run, whatever its length.
   *
   * @param factor the rate after the last step as a part of the first's
   */
  public static RateDecay cosine(double factor) {
    return new RateDecay(Kind.COSINE, factor, 0, 0, 0, List.of());
  }

  /**
   * Up and down once over the run, whatever its length.
   *
   * @param divisor the highest rate is so many times the first step's, at least 1
   * @param factor the rate after the last step as a part of the highest
   */
  public static RateDecay oneCycle(double divisor, double factor) {
    return new RateDecay(Kind.ONE_CYCLE, factor, 0, 0, divisor, List.of());
  }

  /**
   * With the period of a rule over the run filled in; any other as it is.
   *
   * @param totalSteps steps of the run
   */
  public RateDecay resolved(long totalSteps) {
    return kind.isOverRun() && steps == 0
        ? new RateDecay(kind, factor, Math.max(1, totalSteps), floor, divisor, formerCurves)
        : this;
  }

  /**
   * That of a run which is made longer: a rule over the run, whose new length is not filled in yet,
   * remembers its former curve; any other is as it is.
   *
   * @param step the first that may have another rate
   */
  public RateDecay lengthenedAt(long step) {
    if (!kind.isOverRun()) {
      return this;
    }
    List<FormerCurve> curves = new ArrayList<>(formerCurves);
    long onFormerCurves = curves.isEmpty() ? 0 : curves.getLast().untilStep();
    if (step > onFormerCurves) {
      curves.add(new FormerCurve(steps, step));
    }
    return new RateDecay(kind, factor, 0, floor, divisor, curves);
  }

  /**
   * The rate of every step.
   *
   * @param rate the first step's; of one cycle the highest
   * @throws IllegalStateException if a rule over the run does not know its length yet
   */
  public LearningRateSchedule schedule(double rate) {
    if (kind.isOverRun() && steps == 0) {
      throw new IllegalStateException("the length of the run is not known yet");
    }
    LearningRateSchedule schedule = curve(rate, steps);
    for (FormerCurve former : formerCurves.reversed()) {
      LearningRateSchedule before = curve(rate, former.steps());
      schedule = new LearningRateSchedule.Switched(before, former.untilStep(), schedule);
    }
    return schedule;
  }

  private LearningRateSchedule curve(double rate, long length) {
    float whole = (float) rate;
    float last = (float) (rate * factor);
    return switch (kind) {
      case CONSTANT -> new LearningRateSchedule.Constant(whole);
      case BY_STEP ->
          new LearningRateSchedule.ExponentialByStep(whole, factor, steps, false, (float) floor);
      case BY_EPOCH -> new LearningRateSchedule.ExponentialByEpoch(whole, factor, (float) floor);
      case OVER_RUN -> new LearningRateSchedule.Linear(whole, last, length);
      case COSINE -> new LearningRateSchedule.Cosine(whole, last, length);
      case ONE_CYCLE ->
          new LearningRateSchedule.OneCycle((float) (rate / divisor), whole, last, length);
    };
  }
}
