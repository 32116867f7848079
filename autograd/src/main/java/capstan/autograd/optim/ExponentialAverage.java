package capstan.autograd.optim;

import capstan.autograd.Parameter;
import capstan.core.Tensor;
import capstan.core.kernel.Backend;
import java.util.List;

/**
 * The exponential moving average of parameters over the steps of a training (Polyak and Juditsky,
 * 1992, with decay): after each step average ← d · average + (1 − d) · parameter. The decay of step
 * n is d = min(decay, (1 + n) / (10 + n)), as of TensorFlow's {@code ExponentialMovingAverage}, so
 * that the initial values are soon forgotten.
 */
public final class ExponentialAverage {
  private final Backend backend;
  private final double decay;
  private final WeightCopy averages;

  /**
   * An average that begins with the present values.
   *
   * @param backend what computes
   * @param parameters of what
   * @param decay what is kept of the average by a step, once there were many; in (0, 1)
   * @throws IllegalArgumentException if it is not
   */
  public ExponentialAverage(Backend backend, List<Parameter> parameters, double decay) {
    if (!(decay > 0 && decay < 1)) {
      throw new IllegalArgumentException(
          "average: the decay must be above 0 and below 1, found " + decay);
    }
    this.backend = backend;
    this.decay = decay;
    averages = new WeightCopy(parameters);
  }

  /**
   * Takes in the parameters after a step.
   *
   * @param steps done, this one included
   */
  public void update(long steps) {
    double kept = Math.min(decay, (1.0 + steps) / (10.0 + steps));
    for (Parameter parameter : averages.parameters()) {
      Tensor average = averages.of(parameter);
      backend.pointwise().interpolate(average, parameter.value(), (float) (1 - kept), average);
    }
  }

  /** The averages, which the parameters may change places with between two updates. */
  public WeightCopy averages() {
    return averages;
  }
}
