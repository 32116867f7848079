package capstan.autograd.op;

import capstan.autograd.Operation;
import capstan.autograd.Variable;
import capstan.core.Expect;
import capstan.core.Shape;
import capstan.core.Tensor;
import capstan.core.scalar.RoutingSteps;
import java.util.List;

/**
 * a[i, j] = û[i, j] · v[j], from û [B, I, J, E] and v [B, J, E] to a [B, I, J]: how far an input
 * capsule's prediction agrees with the output capsule (procedure 1, line 7), for each image by
 * itself.
 */
record Agreement(Variable predictionVectors, Variable v) implements Operation {
  Agreement {
    Expect.of("agreement")
        .shape("prediction vectors [B, I, J, E]", predictionVectors)
        .shape("output capsules [B, J, E]", v);
  }

  static Variable agreement(Variable predictionVectors, Variable v) {
    return v.tape().record(new Agreement(predictionVectors, v));
  }

  @Override
  public List<Variable> inputs() {
    return List.of(predictionVectors, v);
  }

  @Override
  public Shape shape() {
    Shape shape = predictionVectors.shape();
    return Shape.of(shape.extent(0), shape.extent(1), shape.extent(2));
  }

  @Override
  public void forward(Tensor output) {
    RoutingSteps.agreement(predictionVectors.value(), v.value(), output);
  }

  @Override
  public void backward(Tensor output, Tensor outputGradient, Tensor[] inputGradients) {
    if (inputGradients[0] != null) {
      RoutingSteps.spread(outputGradient, v.value(), inputGradients[0]);
    }
    if (inputGradients[1] != null) {
      RoutingSteps.weightedSum(outputGradient, predictionVectors.value(), inputGradients[1]);
    }
  }
}
