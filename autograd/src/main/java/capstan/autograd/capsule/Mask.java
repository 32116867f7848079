package capstan.autograd.capsule;

import capstan.autograd.Operation;
import capstan.autograd.Variable;
import capstan.autograd.op.Elements;
import capstan.core.Expect;
import capstan.core.Shape;
import capstan.core.Tensor;
import java.util.List;

/**
 * Keeps the selected capsules of each image and sets the others to zero (section 4.1), {@code v *
 * selection.unsqueeze(-1)}: what the decoder sees.
 *
 * @param v capsules [B, J, E]
 * @param selection [B, J], 1 for capsules to keep and 0 for the others; a constant
 */
public record Mask(Variable v, Variable selection) implements Operation {

  /** Checks that the shapes fit. */
  public Mask {
    Expect.of("mask").shape("capsules [B, J, E]", v).shape("selection [B, J]", selection);
    selection.requireConstant("mask", "selection");
  }

  /**
   * Keeps the selected capsules in their places.
   *
   * @param v capsules [B, J, E]
   * @param selection [B, J], 1 for capsules to keep and 0 for the others; a constant
   * @return [B, J·E]
   * @throws IllegalArgumentException if the shapes do not fit
   */
  public static Variable mask(Variable v, Variable selection) {
    return v.tape().record(new Mask(v, selection));
  }

  @Override
  public List<Variable> inputs() {
    return List.of(v, selection);
  }

  @Override
  public Shape shape() {
    return Shape.of(v.shape().extent(0), v.shape().extent(1) * v.shape().extent(2));
  }

  @Override
  public void forward(Tensor output) {
    scaleCapsules(v.value(), output);
  }

  @Override
  public void backward(Tensor output, Tensor outputGradient, Tensor[] inputGradients) {
    scaleCapsules(outputGradient, inputGradients[0]);
  }

  private void scaleCapsules(Tensor from, Tensor to) {
    int dimensions = v.shape().extent(2);
    for (int capsule = 0; capsule < selection.shape().elements(); capsule++) {
      float factor = Elements.get(selection.value(), capsule);
      int start = capsule * dimensions;
      for (int i = start; i < start + dimensions; i++) {
        Elements.set(to, i, factor * Elements.get(from, i));
      }
    }
  }
}
