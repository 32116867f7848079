package capstan.autograd.optim;

import capstan.autograd.Parameter;
import capstan.core.Tensor;
import capstan.core.kernel.Backend;
import java.util.ArrayList;
import java.util.List;

/**
 * Stochastic gradient descent with momentum, {@code torch.optim.SGD}: v = momentum · v + g; p −=
 * rate · v. The weight decay is decoupled, as Adam's is.
 */
public final class Sgd {
  private final Backend backend;
  private final List<Parameter> parameters;
  private final float momentum;
  private final float weightDecay;
  private final List<Tensor> velocities = new ArrayList<>();

  /**
   * An optimizer that has done no step: all velocities are zero.
   *
   * @param backend what computes
   * @param parameters what to train
   * @param momentum part of a velocity that a step keeps, at least 0 and below 1
   * @param weightDecay a step first takes away this part of a parameter, times the rate; at least 0
   * @throws IllegalArgumentException if a number is out of its range
   */
  public Sgd(Backend backend, List<Parameter> parameters, float momentum, float weightDecay) {
    if (!(momentum >= 0 && momentum < 1)) {
      throw new IllegalArgumentException(
          "sgd: momentum must be at least 0 and below 1, found " + momentum);
    }
    requireNotNegative("sgd: weight decay", weightDecay);
    this.backend = backend;
    this.parameters = List.copyOf(parameters);
    this.momentum = momentum;
    this.weightDecay = weightDecay;
    for (Parameter parameter : this.parameters) {
      velocities.add(momentum == 0 ? parameter.gradient() : Tensor.zeros(parameter.shape()));
    }
  }

  static void requireNotNegative(String what, float number) {
    if (!(number >= 0) || Float.isInfinite(number)) {
      throw new IllegalArgumentException(
          what + " must be a finite number of at least 0, found " + number);
    }
  }

  /**
   * Moves every parameter by one step against its gradient.
   *
   * @param rate learning rate of this step
   */
  public void step(float rate) {
    for (int i = 0; i < parameters.size(); i++) {
      Parameter parameter = parameters.get(i);
      Tensor velocity = velocities.get(i);
      float decay = weightDecay * rate;
      if (decay != 0) {
        backend.pointwise().scale(parameter.value(), 1 - decay, parameter.value());
      }
      if (momentum != 0) {
        backend.pointwise().addScaled(parameter.gradient(), momentum, velocity, velocity);
      }
      backend.pointwise().addScaled(parameter.value(), -rate, velocity, parameter.value());
    }
  }

  /**
   * What a parameter moves by, against its direction and times the rate: the tensor itself, to be
   * read or overwritten; its gradient if there is no momentum.
   *
   * @param parameter one of those that are trained
   * @throws IllegalArgumentException if it is not
   */
  public Tensor velocity(Parameter parameter) {
    int index = parameters.indexOf(parameter);
    if (index < 0) {
      throw new IllegalArgumentException("sgd does not train " + parameter);
    }
    return velocities.get(index);
  }
}
