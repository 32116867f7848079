package capstan.autograd.op;

import capstan.autograd.Operation;
import capstan.autograd.Tape;
import capstan.autograd.Variable;
import capstan.core.Shape;
import capstan.core.Tensor;
import capstan.core.kernel.Capsules;
import java.util.List;

/**
 * a[i, j] = û[i, j] · v[j]: how far an input capsule's prediction agrees with the output capsule
 * (procedure 1, line 7), for each image by itself.
 */
public final class Agreement implements Operation {
  private final Capsules capsules;
  private final Variable predictionVectors;
  private final Variable outputCapsules;

  private Agreement(Tape tape, Variable predictionVectors, Variable outputCapsules) {
    this.capsules = tape.backend().capsules();
    this.predictionVectors = predictionVectors;
    this.outputCapsules = outputCapsules;
  }

  /**
   * Records it.
   *
   * @param tape the tape
   * @param predictionVectors û [B, I, J, E]
   * @param outputCapsules v [B, J, E]
   * @return a [B, I, J]
   * @throws IllegalArgumentException if the shapes do not fit
   */
  public static Variable agreement(Tape tape, Variable predictionVectors, Variable outputCapsules) {
    Expect.rank("agreement", "prediction vectors", predictionVectors, 4);
    Shape shape = predictionVectors.shape();
    Expect.shape(
        "agreement",
        "output capsules",
        outputCapsules,
        shape.extent(0),
        shape.extent(2),
        shape.extent(3));
    return tape.record(new Agreement(tape, predictionVectors, outputCapsules));
  }

  @Override
  public String name() {
    return "agreement";
  }

  @Override
  public List<Variable> inputs() {
    return List.of(predictionVectors, outputCapsules);
  }

  @Override
  public Shape shape() {
    Shape shape = predictionVectors.shape();
    return Shape.of(shape.extent(0), shape.extent(1), shape.extent(2));
  }

  @Override
  public void forward(Tensor output) {
    capsules.agreement(predictionVectors.value(), outputCapsules.value(), output);
  }

  @Override
  public void backward(Tensor output, Tensor outputGradient, Tensor[] inputGradients) {
    if (inputGradients[0] != null) {
      capsules.spread(outputGradient, outputCapsules.value(), inputGradients[0]);
    }
    if (inputGradients[1] != null) {
      capsules.weightedSum(outputGradient, predictionVectors.value(), inputGradients[1]);
    }
  }
}
