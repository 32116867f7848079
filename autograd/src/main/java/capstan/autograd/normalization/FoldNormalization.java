package capstan.autograd.normalization;

import capstan.autograd.Operation;
import capstan.autograd.Variable;
import capstan.core.Expect;
import capstan.core.Shape;
import capstan.core.Tensor;
import java.util.List;

/**
 * The weights, or the bias, of a convolution without padding that does to x what another one does
 * to x · factors + summands: the weights of each input channel times its factor, and to the bias of
 * an output all weights that lead to it times the summands of where they come from. It is run once
 * for a set of weights ({@link capstan.autograd.Tape#keepParameters}), in plain loops.
 *
 * @param weight [rows, columns, in, out], or [rows, columns, channels] of a depthwise convolution
 * @param bias [out]
 * @param factors [2, in]: factors, and below them summands
 * @param part which of the two it puts out
 */
public record FoldNormalization(Variable weight, Variable bias, Variable factors, Part part)
    implements Operation {

  /** What comes out. */
  public enum Part {
    /** As the weights. */
    WEIGHT,
    /** As the bias. */
    BIAS
  }

  /** Checks the shapes. */
  public FoldNormalization {
    int in = weight.shape().extent(2);
    Expect.of("fold normalization")
        .shape("factors", Shape.of(2, in), factors)
        .elements("bias", weight.shape().columns(), bias);
  }

  /**
   * The new weights.
   *
   * @param weight [rows, columns, in, out], or [rows, columns, channels] of a depthwise convolution
   * @param bias [out]
   * @param factors [2, in]: factors, and below them summands
   * @return as the weights
   */
  public static Variable weight(Variable weight, Variable bias, Variable factors) {
    return weight.tape().record(new FoldNormalization(weight, bias, factors, Part.WEIGHT));
  }

  /**
   * The new bias.
   *
   * @param weight [rows, columns, in, out], or [rows, columns, channels] of a depthwise convolution
   * @param bias [out]
   * @param factors [2, in]: factors, and below them summands
   * @return as the bias
   */
  public static Variable bias(Variable weight, Variable bias, Variable factors) {
    return weight.tape().record(new FoldNormalization(weight, bias, factors, Part.BIAS));
  }

  @Override
  public List<Variable> inputs() {
    return List.of(weight, bias, factors);
  }

  @Override
  public Shape shape() {
    return part == Part.WEIGHT ? weight.shape() : bias.shape();
  }

  private int in() {
    return weight.shape().extent(2);
  }

  /** Of one input channel at one element of the kernel. */
  private int out() {
    return weight.shape().rank() == 3 ? 1 : weight.shape().extent(3);
  }

  /** Which bias the k-th weight leads to. */
  private int biasOf(int k) {
    return k % bias.shape().elements();
  }

  @Override
  public void forward(Tensor output) {
    int n = weight.shape().elements();
    if (part == Part.BIAS) {
      output.copyFrom(bias.value());
    }
    for (int k = 0; k < n; k++) {
      int channel = k / out() % in();
      if (part == Part.WEIGHT) {
        output.array()[output.offset() + k] = at(weight, k) * at(factors, channel);
      } else {
        output.array()[output.offset() + biasOf(k)] += at(weight, k) * at(factors, in() + channel);
      }
    }
  }

  @Override
  public void backward(Tensor output, Tensor outputGradient, Tensor[] inputGradients) {
    Tensor toWeight = inputGradients[0];
    Tensor toBias = inputGradients[1];
    Tensor toFactors = inputGradients[2];
    if (toBias != null && part == Part.BIAS) {
      toBias.copyFrom(outputGradient);
    } else if (toBias != null) {
      toBias.fill(0);
    }
    if (toFactors != null) {
      toFactors.fill(0);
    }
    for (int k = 0; k < weight.shape().elements(); k++) {
      int factor = (part == Part.WEIGHT ? 0 : in()) + k / out() % in();
      float gradient =
          outputGradient.array()[outputGradient.offset() + (part == Part.WEIGHT ? k : biasOf(k))];
      if (toWeight != null) {
        toWeight.array()[toWeight.offset() + k] = gradient * at(factors, factor);
      }
      if (toFactors != null) {
        toFactors.array()[toFactors.offset() + factor] += gradient * at(weight, k);
      }
    }
  }

  private static float at(Variable variable, int index) {
    return variable.value().array()[variable.value().offset() + index];
  }
}
