package capstan.capsnet.network;

import capstan.autograd.UnaryOperation;
import capstan.autograd.Variable;
import capstan.capsnet.model.Prediction;
import capstan.core.Tensor;

/**
 * 1 for each image's longest capsule, the first of equals, and 0 for the others. Reads a constant,
 * for it has no gradient.
 */
record LongestCapsule(Variable x) implements UnaryOperation {

  /** From detached lengths [B, J] to a selection [B, J]. */
  static Variable longestCapsule(Variable x) {
    return x.tape().record(new LongestCapsule(x));
  }

  @Override
  public void forward(Tensor output) {
    Tensor lengths = x.value();
    int columns = lengths.shape().columns();
    output.fill(0);
    for (int row = 0; row < lengths.shape().rows(); row++) {
      int longest = Prediction.largest(lengths.array(), lengths.offset() + row * columns, columns);
      output.array()[output.offset() + row * columns + longest] = 1;
    }
  }

  @Override
  public void backward(Tensor output, Tensor outputGradient, Tensor[] inputGradients) {
    throw new IllegalStateException("the choice of a capsule has no gradient");
  }
}
