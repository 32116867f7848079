package capstan.capsnet.network;

import capstan.autograd.Operation;
import capstan.autograd.Variable;
import capstan.capsnet.model.Prediction;
import capstan.core.Tensor;
import java.util.List;

/**
 * 1 for each image's longest capsule, the first of equals, and 0 for the others. Reads a constant,
 * for it has no gradient.
 */
record LongestCapsule(Variable lengths) implements Operation {

  /** From detached lengths [B, J] to a selection [B, J]. */
  static Variable longestCapsule(Variable lengths) {
    return lengths.tape().record(new LongestCapsule(lengths));
  }

  @Override
  public List<Variable> inputs() {
    return List.of(lengths);
  }

  @Override
  public void forward(Tensor output) {
    Tensor x = lengths.value();
    int columns = x.shape().columns();
    output.fill(0);
    for (int row = 0; row < x.shape().rows(); row++) {
      int longest = Prediction.largest(x.array(), x.offset() + row * columns, columns);
      output.array()[output.offset() + row * columns + longest] = 1;
    }
  }

  @Override
  public void backward(Tensor output, Tensor outputGradient, Tensor[] inputGradients) {
    throw new IllegalStateException("the choice of a capsule has no gradient");
  }
}
