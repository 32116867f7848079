package capstan.autograd.op;

import capstan.autograd.UnaryOperation;
import capstan.autograd.Variable;
import capstan.core.Tensor;

/**
 * y = exp(x) / Σ exp(x) over the last axis: {@code torch.softmax(x, -1)}. On routing logits [B, I,
 * J] that is over the output capsules: each input capsule shares itself out among them (equation
 * 3).
 *
 * @param x at least one axis; the last is normalised
 */
public record Softmax(Variable x) implements UnaryOperation {

  /**
   * Makes every row positive with a sum of 1.
   *
   * @param x at least one axis; the last is normalised
   * @return as x
   */
  public static Variable softmax(Variable x) {
    return x.tape().record(new Softmax(x));
  }

  @Override
  public void forward(Tensor output) {
    x.backend().softmax().forward(x.value(), output);
  }

  @Override
  public void backward(Tensor output, Tensor outputGradient, Tensor[] inputGradients) {
    x.backend().softmax().backward(output, outputGradient, inputGradients[0]);
  }
}
