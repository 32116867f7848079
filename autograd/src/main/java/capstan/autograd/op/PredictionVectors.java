package capstan.autograd.op;

import capstan.autograd.Operation;
import capstan.autograd.Tape;
import capstan.autograd.Variable;
import capstan.core.Shape;
import capstan.core.Tensor;
import capstan.core.kernel.Capsules;
import java.util.List;

/**
 * û[i, j] = W[i, j] u[i]: what each input capsule predicts of each output capsule (equation 2,
 * right).
 */
public final class PredictionVectors implements Operation {
  private final Capsules capsules;
  private final Variable u;
  private final Variable w;

  private PredictionVectors(Tape tape, Variable u, Variable w) {
    this.capsules = tape.backend().capsules();
    this.u = u;
    this.w = w;
  }

  /**
   * Records it.
   *
   * @param tape the tape
   * @param u input capsules [B, I, D]
   * @param w weights [I, J, E, D]
   * @return prediction vectors [B, I, J, E]
   * @throws IllegalArgumentException if the shapes do not fit
   */
  public static Variable predictionVectors(Tape tape, Variable u, Variable w) {
    Expect.rank("prediction vectors", "input capsules", u, 3);
    Expect.rank("prediction vectors", "weights", w, 4);
    Expect.shape(
        "prediction vectors",
        "weights",
        w,
        u.shape().extent(1),
        w.shape().extent(1),
        w.shape().extent(2),
        u.shape().extent(2));
    return tape.record(new PredictionVectors(tape, u, w));
  }

  @Override
  public String name() {
    return "prediction vectors";
  }

  @Override
  public List<Variable> inputs() {
    return List.of(u, w);
  }

  @Override
  public Shape shape() {
    return Shape.of(
        u.shape().extent(0), u.shape().extent(1), w.shape().extent(1), w.shape().extent(2));
  }

  @Override
  public void forward(Tensor output) {
    capsules.predictionVectors(u.value(), w.value(), output);
  }

  @Override
  public void backward(Tensor output, Tensor outputGradient, Tensor[] inputGradients) {
    if (inputGradients[0] != null) {
      capsules.predictionVectorsBackwardInput(outputGradient, w.value(), inputGradients[0]);
    }
    if (inputGradients[1] != null) {
      capsules.predictionVectorsBackwardWeight(u.value(), outputGradient, inputGradients[1]);
    }
  }
}
