package capstan.autograd.optim;

/** The learning rate as a function of how far training has come; stateless, so a run can resume. */
public sealed interface LearningRateSchedule {

  /**
   * The rate of one step.
   *
   * @param step steps done before it, in the whole run
   * @param epoch epochs completed before it
   */
  float rate(long step, int epoch);

  /**
   * Always the same.
   *
   * @param rate the learning rate
   */
  record Constant(float rate) implements LearningRateSchedule {
    /**
     * Checks the range.
     *
     * @throws IllegalArgumentException if the rate is negative or not finite
     */
    public Constant {
      requireRate(rate);
    }

    @Override
    public float rate(long step, int epoch) {
      return rate;
    }
  }

  /**
   * max(floor, initial · decay^(step / interval)).
   *
   * @param initial rate of the first step
   * @param decay factor an interval, above 0 and at most 1
   * @param interval steps, at least 1
   * @param stairwise whether the exponent is rounded down, so that the rate changes once an
   *     interval and not each step
   * @param floor the rate never falls below it
   */
  record ExponentialByStep(
      float initial, double decay, long interval, boolean stairwise, float floor)
      implements LearningRateSchedule {
    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if one is out of its range
     */
    public ExponentialByStep {
      requireRate(initial);
      requireRate(floor);
      requireDecay(decay);
      if (interval < 1) {
        throw new IllegalArgumentException(
            "learning rate: the interval must be at least 1 step, found " + interval);
      }
    }

    @Override
    public float rate(long step, int epoch) {
      double intervals = stairwise ? Math.floorDiv(step, interval) : (double) step / interval;
      return Math.max(floor, (float) (initial * StrictMath.pow(decay, intervals)));
    }
  }

  /**
   * max(floor, initial · decay^epoch).
   *
   * @param initial rate of the first epoch
   * @param decay factor an epoch, above 0 and at most 1
   * @param floor the rate never falls below it
   */
  record ExponentialByEpoch(float initial, double decay, float floor)
      implements LearningRateSchedule {
    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if one is out of its range
     */
    public ExponentialByEpoch {
      requireRate(initial);
      requireDecay(decay);
      requireRate(floor);
    }

    /**
     * Without a floor.
     *
     * @param initial rate of the first epoch
     * @param decay factor an epoch, above 0 and at most 1
     */
    public ExponentialByEpoch(float initial, double decay) {
      this(initial, decay, 0);
    }

    @Override
    public float rate(long step, int epoch) {
      return Math.max(floor, (float) (initial * StrictMath.pow(decay, epoch)));
    }
  }

  /**
   * Along a straight line: initial + (last - initial) · step / steps, and last from there on.
   *
   * @param initial rate of the first step
   * @param last rate that the line reaches after its steps
   * @param steps length of the line, at least 1
   */
  record Linear(float initial, float last, long steps) implements LearningRateSchedule {
    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if one is out of its range
     */
    public Linear {
      requireRate(initial);
      requireRate(last);
      requireCurve(steps);
    }

    @Override
    public float rate(long step, int epoch) {
      double part = Math.min(1, (double) step / steps);
      return (float) (initial * (1 - part) + last * part);
    }
  }

  /**
   * Along half a cosine: last + (initial − last) · (1 + cos(π · step / steps)) / 2, and last from
   * there on (Loshchilov and Hutter, 2017, without restarts), {@code
   * torch.optim.lr_scheduler.CosineAnnealingLR}.
   *
   * @param initial rate of the first step
   * @param last rate that the curve reaches after its steps
   * @param steps length of the curve, at least 1
   */
  record Cosine(float initial, float last, long steps) implements LearningRateSchedule {
    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if one is out of its range
     */
    public Cosine {
      requireRate(initial);
      requireRate(last);
      requireCurve(steps);
    }

    @Override
    public float rate(long step, int epoch) {
      return alongCosine(initial, last, (double) step / steps);
    }
  }

  /**
   * Up along half a cosine for the first 30 % of the steps, down along another for the rest (Smith
   * and Topin, 2019), {@code torch.optim.lr_scheduler.OneCycleLR} with its cosines and two phases.
   * There the highest rate is that of the step before 30 % and the last step has the lowest; here
   * the lowest is reached after the last step, as by the other curves. Momentum stays as it is, and
   * PyTorch's {@code final_div_factor} is initial / last.
   *
   * @param initial rate of the first step
   * @param highest rate after 30 % of the steps
   * @param last rate that the curve reaches after its steps
   * @param steps length of the curve, at least 1
   */
  record OneCycle(float initial, float highest, float last, long steps)
      implements LearningRateSchedule {
    /** Part of the steps in which the rate rises. */
    public static final double RISE = 0.3;

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if one is out of its range
     */
    public OneCycle {
      requireRate(initial);
      requireRate(highest);
      requireRate(last);
      requireCurve(steps);
    }

    @Override
    public float rate(long step, int epoch) {
      double part = (double) step / steps;
      return part < RISE
          ? alongCosine(initial, highest, part / RISE)
          : alongCosine(highest, last, (part - RISE) / (1 - RISE));
    }
  }

  /**
   * Up along a straight line from nothing to what another schedule says: of its rate, (step + 1) /
   * steps.
   *
   * @param after what the rate is after these steps
   * @param steps that rise, of which the last has the other's rate already; 0 for none
   */
  record WarmUp(LearningRateSchedule after, long steps) implements LearningRateSchedule {
    /**
     * Checks the range.
     *
     * @throws IllegalArgumentException if the number of steps is negative
     */
    public WarmUp {
      if (steps < 0) {
        throw new IllegalArgumentException(
            "learning rate: a warm-up must have at least 0 steps, found " + steps);
      }
    }

    @Override
    public float rate(long step, int epoch) {
      float rate = after.rate(step, epoch);
      return step >= steps ? rate : (float) ((double) rate * (step + 1) / steps);
    }
  }

  /**
   * One schedule until a step, another from there on.
   *
   * @param before of the steps before it
   * @param step the first that is not among them, at least 0
   * @param after of this and later steps
   */
  record Switched(LearningRateSchedule before, long step, LearningRateSchedule after)
      implements LearningRateSchedule {
    /**
     * Checks the range.
     *
     * @throws IllegalArgumentException if the step is negative
     */
    public Switched {
      if (step < 0) {
        throw new IllegalArgumentException("learning rate: a step of at least 0, found " + step);
      }
    }

    @Override
    public float rate(long at, int epoch) {
      return (at < step ? before : after).rate(at, epoch);
    }
  }

  /** Half a cosine from one rate to another, as far as a part of the way. */
  private static float alongCosine(float from, float to, double part) {
    double left = (1 + StrictMath.cos(Math.PI * Math.min(1, part))) / 2;
    return (float) (from * left + to * (1 - left));
  }

  private static void requireCurve(long steps) {
    if (steps < 1) {
      throw new IllegalArgumentException(
          "learning rate: a curve must have at least 1 step, found " + steps);
    }
  }

  private static void requireRate(float rate) {
    if (!(rate >= 0) || Float.isInfinite(rate)) {
      throw new IllegalArgumentException(
          "learning rate: must be a finite number of at least 0, found " + rate);
    }
  }

  private static void requireDecay(double decay) {
    if (!(decay > 0 && decay <= 1)) {
      throw new IllegalArgumentException(
          "learning rate: the decay must be above 0 and at most 1, found " + decay);
    }
  }
}
