package capstan.autograd.op;

import capstan.autograd.Operation;
import capstan.autograd.Variable;
import capstan.core.Expect;
import capstan.core.Shape;
import capstan.core.Tensor;
import capstan.core.scalar.RoutingSteps;
import java.util.List;

/**
 * s[j] = Σ_i c[i, j] û[i, j], from c [B, I, J] and û [B, I, J, E] to s [B, J, E]: an output
 * capsule's total input (equation 2, left).
 */
record WeightedSum(Variable c, Variable predictionVectors) implements Operation {
  WeightedSum {
    Expect.of("weighted sum")
        .shape("prediction vectors [B, I, J, E]", predictionVectors)
        .shape("coupling coefficients [B, I, J]", c);
  }

  static Variable weightedSum(Variable c, Variable predictionVectors) {
    return c.tape().record(new WeightedSum(c, predictionVectors));
  }

  @Override
  public List<Variable> inputs() {
    return List.of(c, predictionVectors);
  }

  @Override
  public Shape shape() {
    Shape shape = predictionVectors.shape();
    return Shape.of(shape.extent(0), shape.extent(2), shape.extent(3));
  }

  @Override
  public void forward(Tensor output) {
    RoutingSteps.weightedSum(c.value(), predictionVectors.value(), output);
  }

  @Override
  public void backward(Tensor output, Tensor outputGradient, Tensor[] inputGradients) {
    if (inputGradients[0] != null) {
      RoutingSteps.agreement(predictionVectors.value(), outputGradient, inputGradients[0]);
    }
    if (inputGradients[1] != null) {
      RoutingSteps.spread(c.value(), outputGradient, inputGradients[1]);
    }
  }
}
