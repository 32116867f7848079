package capstan.autograd.normalization;

import capstan.autograd.Operation;
import capstan.autograd.Variable;
import capstan.core.Expect;
import capstan.core.Shape;
import capstan.core.Tensor;
import java.util.List;

/**
 * What batch normalization is once its statistics are fixed, x · factors + summands: {@code
 * torch.nn.functional.batch_norm} with {@code training=False} is this and {@link ScaleColumns}.
 *
 * @param gain γ [channels]
 * @param shift β [channels]
 * @param mean [channels]
 * @param variance [channels], at least 0
 * @param epsilon ε, above 0
 */
public record NormalizationFactors(
    Variable gain, Variable shift, Variable mean, Variable variance, float epsilon)
    implements Operation {

  /** Checks the shapes. */
  public NormalizationFactors {
    Expect.of("normalization")
        .shape("gain [channels]", gain)
        .shape("shift", gain.shape(), shift)
        .shape("mean", gain.shape(), mean)
        .shape("variance", gain.shape(), variance);
  }

  /**
   * Computes them.
   *
   * @param gain γ [channels]
   * @param shift β [channels]
   * @param mean [channels]
   * @param variance [channels], at least 0
   * @param epsilon ε, added to the variance; above 0
   * @return [2, channels]: factors γ / √(variance + ε), summands β − mean · factor
   */
  public static Variable factors(
      Variable gain, Variable shift, Variable mean, Variable variance, float epsilon) {
    return gain.tape().record(new NormalizationFactors(gain, shift, mean, variance, epsilon));
  }

  @Override
  public List<Variable> inputs() {
    return List.of(gain, shift, mean, variance);
  }

  @Override
  public Shape shape() {
    return Shape.of(2, gain.shape().elements());
  }

  @Override
  public void forward(Tensor output) {
    int channels = gain.shape().elements();
    for (int c = 0; c < channels; c++) {
      float factor = (float) (at(gain, c) / Math.sqrt((double) at(variance, c) + epsilon));
      output.array()[output.offset() + c] = factor;
      output.array()[output.offset() + channels + c] = Math.fma(-at(mean, c), factor, at(shift, c));
    }
  }

  @Override
  public void backward(Tensor output, Tensor outputGradient, Tensor[] inputGradients) {
    int channels = gain.shape().elements();
    for (int c = 0; c < channels; c++) {
      double inverse = 1 / Math.sqrt((double) at(variance, c) + epsilon);
      float summand = outputGradient.array()[outputGradient.offset() + channels + c];
      double factor = outputGradient.array()[outputGradient.offset() + c] - at(mean, c) * summand;
      put(inputGradients[0], c, factor * inverse);
      put(inputGradients[1], c, summand);
      put(inputGradients[2], c, -summand * at(gain, c) * inverse);
      put(inputGradients[3], c, -0.5 * factor * at(gain, c) * inverse * inverse * inverse);
    }
  }

  private static float at(Variable variable, int c) {
    return variable.value().array()[variable.value().offset() + c];
  }

  private static void put(Tensor gradientOrNull, int c, double value) {
    if (gradientOrNull != null) {
      gradientOrNull.array()[gradientOrNull.offset() + c] = (float) value;
    }
  }
}
