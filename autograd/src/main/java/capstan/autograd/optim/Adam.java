package capstan.autograd.optim;

import capstan.autograd.Parameter;
import capstan.core.Tensor;
import capstan.core.kernel.AdamSettings;
import capstan.core.kernel.AdamStep;
import capstan.core.kernel.Backend;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Adam (Kingma and Ba, 2015, algorithm 1), {@code torch.optim.Adam}, and with weight decay {@code
 * torch.optim.AdamW}. Its whole state is the moments and the step count, all of which a checkpoint
 * can read and write.
 */
public final class Adam {
  private final Backend backend;
  private final List<Parameter> parameters;
  private final AdamSettings settings;
  private final float[] weightDecays;
  private final List<Tensor> firstMoments = new ArrayList<>();
  private final List<Tensor> secondMoments = new ArrayList<>();
  private long stepCount;

  /**
   * An optimizer that has done no step: all moments are zero.
   *
   * @param backend what computes
   * @param parameters what to train
   * @param settings the coefficients
   */
  public Adam(Backend backend, List<Parameter> parameters, AdamSettings settings) {
    this(backend, parameters, settings, 0);
  }

  /**
   * An optimizer whose parameters shrink too, whatever their gradients are (Loshchilov and Hutter,
   * 2019).
   *
   * @param backend what computes
   * @param parameters what to train
   * @param settings the coefficients
   * @param weightDecay a step takes away this part of a parameter, times the rate; at least 0
   * @throws IllegalArgumentException if the decay is negative or not finite
   */
  public Adam(
      Backend backend, List<Parameter> parameters, AdamSettings settings, float weightDecay) {
    this(backend, parameters, settings, weightDecay, any -> true);
  }

  /**
   * An optimizer of which some parameters shrink, such as all but the biases.
   *
   * @param backend what computes
   * @param parameters what to train
   * @param settings the coefficients
   * @param weightDecay a step takes away this part of a parameter that shrinks, times the rate; at
   *     least 0
   * @param shrinks which of the parameters do
   * @throws IllegalArgumentException if the decay is negative or not finite
   */
  public Adam(
      Backend backend,
      List<Parameter> parameters,
      AdamSettings settings,
      float weightDecay,
      Predicate<Parameter> shrinks) {
    Sgd.requireNotNegative("adam: weight decay", weightDecay);
    this.backend = backend;
    this.parameters = List.copyOf(parameters);
    this.settings = settings;
    weightDecays = new float[parameters.size()];
    for (Parameter parameter : this.parameters) {
      weightDecays[firstMoments.size()] = shrinks.test(parameter) ? weightDecay : 0;
      firstMoments.add(Tensor.zeros(parameter.shape()));
      secondMoments.add(Tensor.zeros(parameter.shape()));
    }
  }

  /**
   * Moves every parameter by one step against its gradient.
   *
   * @param rate learning rate of this step
   */
  public void step(float rate) {
    step(rate, 1);
  }

  /**
   * The same with all gradients multiplied by a factor, which are left as they are.
   *
   * @param rate learning rate of this step
   * @param gradientFactor such as {@link GradientNorm#factor}'s
   */
  public void step(float rate, float gradientFactor) {
    stepCount++;
    for (int i = 0; i < parameters.size(); i++) {
      Parameter parameter = parameters.get(i);
      backend
          .adam()
          .update(
              parameter.value(),
              parameter.gradient(),
              firstMoments.get(i),
              secondMoments.get(i),
              settings,
              new AdamStep(rate, stepCount, weightDecays[i], gradientFactor));
    }
  }

  /** Steps done so far. */
  public long stepCount() {
    return stepCount;
  }

  /**
   * Goes on from a checkpoint, together with the moments written back.
   *
   * @param steps steps done so far
   * @throws IllegalArgumentException if negative
   */
  public void stepCount(long steps) {
    if (steps < 0) {
      throw new IllegalArgumentException("adam: steps done must not be negative, found " + steps);
    }
    stepCount = steps;
  }

  /** What it trains, in the order given. */
  public List<Parameter> parameters() {
    return parameters;
  }

  /** The coefficients. */
  public AdamSettings settings() {
    return settings;
  }

  /**
   * The running mean of a parameter's gradient: the tensor itself, to be read or overwritten.
   *
   * @param parameter one of {@link #parameters()}
   * @throws IllegalArgumentException if it is not
   */
  public Tensor firstMoment(Parameter parameter) {
    return firstMoments.get(indexOf(parameter));
  }

  /**
   * The running mean of the square of a parameter's gradient: the tensor itself, to be read or
   * overwritten.
   *
   * @param parameter one of {@link #parameters()}
   * @throws IllegalArgumentException if it is not
   */
  public Tensor secondMoment(Parameter parameter) {
    return secondMoments.get(indexOf(parameter));
  }

  private int indexOf(Parameter parameter) {
    int index = parameters.indexOf(parameter);
    if (index < 0) {
      throw new IllegalArgumentException("adam does not train " + parameter);
    }
    return index;
  }
}
