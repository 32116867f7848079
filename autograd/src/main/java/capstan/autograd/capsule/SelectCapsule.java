package capstan.autograd.capsule;

import capstan.autograd.Operation;
import capstan.autograd.Variable;
import capstan.autograd.op.Elements;
import capstan.core.Expect;
import capstan.core.Shape;
import capstan.core.Tensor;
import java.util.List;

/**
 * The selected capsule of each image alone, y = Σ_j selection[j] v[j], {@code
 * torch.einsum("bj,bje->be", selection, v)}: the decoder input of those who give it 16 numbers and
 * not 160.
 *
 * @param v capsules [B, J, E]
 * @param selection [B, J], 1 for the capsule to take and 0 for the others; a constant
 */
public record SelectCapsule(Variable v, Variable selection) implements Operation {

  /** Checks that the shapes fit. */
  public SelectCapsule {
    Expect.of("select capsule").shape("capsules [B, J, E]", v).shape("selection [B, J]", selection);
    selection.requireConstant("select capsule", "selection");
  }

  /**
   * Takes one capsule of each image.
   *
   * @param v capsules [B, J, E]
   * @param selection [B, J], 1 for the capsule to take and 0 for the others; a constant
   * @return [B, E]
   * @throws IllegalArgumentException if the shapes do not fit
   */
  public static Variable selectCapsule(Variable v, Variable selection) {
    return v.tape().record(new SelectCapsule(v, selection));
  }

  @Override
  public List<Variable> inputs() {
    return List.of(v, selection);
  }

  @Override
  public Shape shape() {
    return Shape.of(v.shape().extent(0), v.shape().extent(2));
  }

  @Override
  public void forward(Tensor output) {
    output.fill(0);
    for (int capsule = 0; capsule < selection.shape().elements(); capsule++) {
      float factor = Elements.get(selection.value(), capsule);
      for (int e = 0; e < v.shape().extent(2); e++) {
        int to = taken(capsule, e);
        float product = factor * Elements.get(v.value(), element(capsule, e));
        Elements.set(output, to, Elements.get(output, to) + product);
      }
    }
  }

  @Override
  public void backward(Tensor output, Tensor outputGradient, Tensor[] inputGradients) {
    for (int capsule = 0; capsule < selection.shape().elements(); capsule++) {
      float factor = Elements.get(selection.value(), capsule);
      for (int e = 0; e < v.shape().extent(2); e++) {
        float product = factor * Elements.get(outputGradient, taken(capsule, e));
        Elements.set(inputGradients[0], element(capsule, e), product);
      }
    }
  }

  private int element(int capsule, int e) {
    return capsule * v.shape().extent(2) + e;
  }

  private int taken(int capsule, int e) {
    return capsule / v.shape().extent(1) * v.shape().extent(2) + e;
  }
}
