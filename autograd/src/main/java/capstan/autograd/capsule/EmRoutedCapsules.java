package capstan.autograd.capsule;

import capstan.autograd.Operation;
import capstan.autograd.Variable;
import capstan.core.Shape;
import capstan.core.Tensor;
import capstan.core.kernel.EmGeometry;
import capstan.core.kernel.EmRoutingPlan;
import capstan.core.kernel.EmWeights;
import java.util.List;

/**
 * A whole layer of matrix capsules routed by expectation maximisation, in one operation, so that
 * the votes (21 MB an image in the paper's network) need never leave the cache. The gradient flows
 * through all rounds. PyTorch has nothing like it.
 *
 * @param x children [batch, height, width, types, 17]: poses and activations
 * @param matrices W [matrices, parentTypes, 16]
 * @param costs β_u [parentTypes]
 * @param thresholds β_a [parentTypes]
 * @param plan how it is computed
 */
public record EmRoutedCapsules(
    Variable x, Variable matrices, Variable costs, Variable thresholds, EmRoutingPlan plan)
    implements Operation {

  /**
   * Routes children to parents.
   *
   * @param x children [batch, height, width, types, 17], activations from 0 to 1
   * @param matrices W [matrices, parentTypes, 16]
   * @param costs β_u [parentTypes]
   * @param thresholds β_a [parentTypes]
   * @param geometry the extents and rules
   * @return parents [batch, rows, columns, parentTypes, 17]
   * @throws IllegalArgumentException if the shapes do not fit
   */
  public static Variable route(
      Variable x, Variable matrices, Variable costs, Variable thresholds, EmGeometry geometry) {
    EmRoutingPlan plan = x.backend().emRouting().plan(geometry, x.tape().workspace());
    EmRoutedCapsules layer = new EmRoutedCapsules(x, matrices, costs, thresholds, plan);
    return x.tape().record(layer);
  }

  @Override
  public String name() {
    return "EM routing";
  }

  @Override
  public List<Variable> inputs() {
    return List.of(x, matrices, costs, thresholds);
  }

  @Override
  public Shape shape() {
    return plan.parents();
  }

  private EmWeights weights() {
    return new EmWeights(matrices.value(), costs.value(), thresholds.value());
  }

  @Override
  public void forward(Tensor output) {
    plan.forward(x.value(), weights(), output);
  }

  @Override
  public void backward(Tensor output, Tensor outputGradient, Tensor[] inputGradients) {
    EmWeights gradients = new EmWeights(inputGradients[1], inputGradients[2], inputGradients[3]);
    plan.backward(x.value(), weights(), outputGradient, inputGradients[0], gradients);
  }
}
