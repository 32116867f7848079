package capstan.autograd.optim;

import capstan.autograd.Parameter;
import capstan.core.Tensor;
import capstan.core.kernel.Backend;
import java.util.List;

/** The length of all gradients together, as one vector. */
public final class GradientNorm {
  private GradientNorm() {}

  /**
   * Shortens the gradients together to a length that they exceed, {@code
   * torch.nn.utils.clip_grad_norm_}; between the backward pass and the optimizer's step.
   *
   * @param backend what computes
   * @param parameters whose gradients
   * @param most the largest length that stays, above 0
   * @return the length before
   * @throws IllegalArgumentException if the largest length is not positive
   */
  public static double clip(Backend backend, List<Parameter> parameters, double most) {
    if (!(most > 0)) {
      throw new IllegalArgumentException("clip: the largest length must be above 0, found " + most);
    }
    double norm = of(backend, parameters);
    float factor = factor(norm, most);
    if (factor < 1) {
      for (int i = 0; i < parameters.size(); i++) {
        Tensor gradient = parameters.get(i).gradient();
        backend.pointwise().scale(gradient, factor, gradient);
      }
    }
    return norm;
  }

  /**
   * The length, with the same bits for any number of threads.
   *
   * @param backend what computes
   * @param parameters whose gradients
   */
  public static double of(Backend backend, List<Parameter> parameters) {
    double squares = 0;
    for (int i = 0; i < parameters.size(); i++) {
      squares += backend.reduction().sumOfSquares(parameters.get(i).gradient());
    }
    return Math.sqrt(squares);
  }

  /**
   * What gradients are multiplied by to be no longer than allowed.
   *
   * @param norm their length
   * @param most the largest length that stays
   * @return 1 if they are no longer
   */
  public static float factor(double norm, double most) {
    return norm > most ? (float) (most / norm) : 1;
  }
}
