package capstan.autograd.op;

import capstan.autograd.Operation;
import capstan.autograd.Tape;
import capstan.autograd.Variable;
import capstan.core.Shape;
import capstan.core.Tensor;
import java.util.List;

/**
 * Keeps the selected capsules of each image and sets the others to zero (section 4.1): what the
 * decoder sees.
 */
public final class Mask implements Operation {
  private final Variable v;
  private final Variable selection;

  private Mask(Variable v, Variable selection) {
    this.v = v;
    this.selection = selection;
  }

  /**
   * Records it.
   *
   * @param tape the tape
   * @param v capsules [B, J, E]
   * @param selection [B, J], 1 for capsules to keep and 0 for the others; a constant
   * @return [B, J·E]
   * @throws IllegalArgumentException if the shapes do not fit
   */
  public static Variable mask(Tape tape, Variable v, Variable selection) {
    Expect.rank("mask", "capsules", v, 3);
    Expect.shape("mask", "selection", selection, v.shape().extent(0), v.shape().extent(1));
    Expect.constant("mask", "selection", selection);
    return tape.record(new Mask(v, selection));
  }

  @Override
  public String name() {
    return "mask";
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
    scaleCapsules(v.value(), selection.value(), v.shape().extent(2), output);
  }

  @Override
  public void backward(Tensor output, Tensor outputGradient, Tensor[] inputGradients) {
    scaleCapsules(outputGradient, selection.value(), v.shape().extent(2), inputGradients[0]);
  }

  private static void scaleCapsules(Tensor from, Tensor factors, int dimensions, Tensor to) {
    float[] x = from.array();
    float[] y = to.array();
    for (int capsule = 0; capsule < factors.elements(); capsule++) {
      float factor = factors.array()[factors.offset() + capsule];
      int start = capsule * dimensions;
      for (int i = start; i < start + dimensions; i++) {
        y[to.offset() + i] = factor * x[from.offset() + i];
      }
    }
  }
}
