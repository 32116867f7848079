package capstan.autograd.op;

import capstan.autograd.Operation;
import capstan.autograd.Variable;
import capstan.core.Expect;
import capstan.core.Shape;
import capstan.core.Tensor;
import capstan.core.scalar.RoutingSteps;
import java.util.List;

/**
 * û[i, j] = W[i, j] u[i], from u [B, I, D] and W [I, J, E, D] to û [B, I, J, E]: what each input
 * capsule predicts of each output capsule (equation 2, right).
 */
record PredictionVectors(Variable u, Variable w) implements Operation {
  PredictionVectors {
    Expect.of("prediction vectors")
        .shape("input capsules [B, I, D]", u)
        .shape("weights [I, J, E, D]", w);
  }

  static Variable predictionVectors(Variable u, Variable w) {
    return u.tape().record(new PredictionVectors(u, w));
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
    RoutingSteps.predictionVectors(u.value(), w.value(), output);
  }

  @Override
  public void backward(Tensor output, Tensor outputGradient, Tensor[] inputGradients) {
    if (inputGradients[0] != null) {
      RoutingSteps.predictionVectorsBackwardInput(outputGradient, w.value(), inputGradients[0]);
    }
    if (inputGradients[1] != null) {
      RoutingSteps.predictionVectorsBackwardWeight(u.value(), outputGradient, inputGradients[1]);
    }
  }
}
