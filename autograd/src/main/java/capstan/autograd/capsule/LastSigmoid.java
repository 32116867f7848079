package capstan.autograd.capsule;

import capstan.autograd.UnaryOperation;
import capstan.autograd.Variable;
import capstan.core.Expect;
import capstan.core.Exponential;
import capstan.core.Tensor;
import capstan.core.kernel.EmGeometry;

/**
 * Makes matrix capsules of a convolution's numbers: poses stay as they are, activations go through
 * a sigmoid.
 *
 * @param x [..., 17]: 16 numbers of a pose and the logit of its activation
 */
public record LastSigmoid(Variable x) implements UnaryOperation {

  /** Checks the last axis. */
  public LastSigmoid {
    if (x.shape().rank() == 0 || x.shape().columns() != EmGeometry.NUMBERS) {
      throw Expect.of("matrix capsules")
          .refusal("capsules must have " + EmGeometry.NUMBERS + " numbers, found " + x);
    }
  }

  /**
   * Makes matrix capsules.
   *
   * @param x [..., 17]: 16 numbers of a pose and the logit of its activation
   * @return as x, activations from 0 to 1
   * @throws IllegalArgumentException if the last axis has not 17 numbers
   */
  public static Variable lastSigmoid(Variable x) {
    return x.tape().record(new LastSigmoid(x));
  }

  @Override
  public void forward(Tensor output) {
    output.copyFrom(x.value());
    float[] y = output.array();
    int end = output.offset() + output.elements();
    for (int k = output.offset() + EmGeometry.POSE; k < end; k += EmGeometry.NUMBERS) {
      y[k] = 1 / (1 + Exponential.exp(-y[k]));
    }
  }

  @Override
  public void backward(Tensor output, Tensor outputGradient, Tensor[] inputGradients) {
    Tensor gradient = inputGradients[0];
    gradient.copyFrom(outputGradient);
    for (int k = EmGeometry.POSE; k < output.elements(); k += EmGeometry.NUMBERS) {
      float y = output.array()[output.offset() + k];
      gradient.array()[gradient.offset() + k] *= y * (1 - y);
    }
  }
}
