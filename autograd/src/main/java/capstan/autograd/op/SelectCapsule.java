package capstan.autograd.op;

import capstan.autograd.Operation;
import capstan.autograd.Tape;
import capstan.autograd.Variable;
import capstan.core.Shape;
import capstan.core.Tensor;
import java.util.Arrays;
import java.util.List;

/**
 * The selected capsule of each image alone, y = Σ_j selection[j] v[j]: the decoder input of those
 * who give it 16 numbers and not 160.
 */
public final class SelectCapsule implements Operation {
  private final Variable v;
  private final Variable selection;

  private SelectCapsule(Variable v, Variable selection) {
    this.v = v;
    this.selection = selection;
  }

  /**
   * Records it.
   *
   * @param tape the tape
   * @param v capsules [B, J, E]
   * @param selection [B, J], 1 for the capsule to take and 0 for the others; a constant
   * @return [B, E]
   * @throws IllegalArgumentException if the shapes do not fit
   */
  public static Variable selectCapsule(Tape tape, Variable v, Variable selection) {
    Expect.rank("select capsule", "capsules", v, 3);
    Expect.shape(
        "select capsule", "selection", selection, v.shape().extent(0), v.shape().extent(1));
    Expect.constant("select capsule", "selection", selection);
    return tape.record(new SelectCapsule(v, selection));
  }

  @Override
  public String name() {
    return "select capsule";
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
    int capsules = v.shape().extent(1);
    int dimensions = v.shape().extent(2);
    float[] y = output.array();
    for (int image = 0; image < v.shape().extent(0); image++) {
      int to = output.offset() + image * dimensions;
      Arrays.fill(y, to, to + dimensions, 0);
      for (int j = 0; j < capsules; j++) {
        float factor = selected(image * capsules + j);
        int from = v.value().offset() + (image * capsules + j) * dimensions;
        for (int e = 0; e < dimensions; e++) {
          y[to + e] += factor * v.value().array()[from + e];
        }
      }
    }
  }

  @Override
  public void backward(Tensor output, Tensor outputGradient, Tensor[] inputGradients) {
    int capsules = v.shape().extent(1);
    int dimensions = v.shape().extent(2);
    float[] dv = inputGradients[0].array();
    for (int image = 0; image < v.shape().extent(0); image++) {
      int from = outputGradient.offset() + image * dimensions;
      for (int j = 0; j < capsules; j++) {
        float factor = selected(image * capsules + j);
        int to = inputGradients[0].offset() + (image * capsules + j) * dimensions;
        for (int e = 0; e < dimensions; e++) {
          dv[to + e] = factor * outputGradient.array()[from + e];
        }
      }
    }
  }

  private float selected(int capsule) {
    return selection.value().array()[selection.value().offset() + capsule];
  }
}
