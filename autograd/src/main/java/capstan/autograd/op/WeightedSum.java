package capstan.autograd.op;

import capstan.autograd.Operation;
import capstan.autograd.Tape;
import capstan.autograd.Variable;
import capstan.core.Shape;
import capstan.core.Tensor;
import capstan.core.kernel.Capsules;
import java.util.List;

/** s[j] = Σ_i c[i, j] û[i, j]: an output capsule's total input (equation 2, left). */
public final class WeightedSum implements Operation {
  private final Capsules capsules;
  private final Variable couplingCoefficients;
  private final Variable predictionVectors;

  private WeightedSum(Tape tape, Variable couplingCoefficients, Variable predictionVectors) {
    this.capsules = tape.backend().capsules();
    this.couplingCoefficients = couplingCoefficients;
    this.predictionVectors = predictionVectors;
  }

  /**
   * Records it.
   *
   * @param tape the tape
   * @param couplingCoefficients c [B, I, J]
   * @param predictionVectors û [B, I, J, E]
   * @return s [B, J, E]
   * @throws IllegalArgumentException if the shapes do not fit
   */
  public static Variable weightedSum(
      Tape tape, Variable couplingCoefficients, Variable predictionVectors) {
    Expect.rank("weighted sum", "prediction vectors", predictionVectors, 4);
    Shape shape = predictionVectors.shape();
    Expect.shape(
        "weighted sum",
        "coupling coefficients",
        couplingCoefficients,
        shape.extent(0),
        shape.extent(1),
        shape.extent(2));
    return tape.record(new WeightedSum(tape, couplingCoefficients, predictionVectors));
  }

  @Override
  public String name() {
    return "weighted sum";
  }

  @Override
  public List<Variable> inputs() {
    return List.of(couplingCoefficients, predictionVectors);
  }

  @Override
  public Shape shape() {
    Shape shape = predictionVectors.shape();
    return Shape.of(shape.extent(0), shape.extent(2), shape.extent(3));
  }

  @Override
  public void forward(Tensor output) {
    capsules.weightedSum(couplingCoefficients.value(), predictionVectors.value(), output);
  }

  @Override
  public void backward(Tensor output, Tensor outputGradient, Tensor[] inputGradients) {
    if (inputGradients[0] != null) {
      capsules.agreement(predictionVectors.value(), outputGradient, inputGradients[0]);
    }
    if (inputGradients[1] != null) {
      capsules.spread(couplingCoefficients.value(), outputGradient, inputGradients[1]);
    }
  }
}
