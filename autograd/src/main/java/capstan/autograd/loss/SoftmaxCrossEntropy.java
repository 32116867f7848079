package capstan.autograd.loss;

import capstan.autograd.ScalarOperation;
import capstan.autograd.Variable;
import capstan.autograd.op.Elements;
import capstan.core.Expect;
import capstan.core.Tensor;
import java.util.List;

/**
 * −Σ_k t[k] log softmax(x)[k], averaged over the batch: {@code torch.nn.functional.cross_entropy},
 * the baseline CNN's loss. Both in one operation, because log softmax(x)[k] = x[k] − log Σ exp(x)
 * stays exact where the softmax itself is 0 in float32. The sums are in double precision.
 *
 * @param logits x [B, classes]
 * @param targets t [B, classes], one-hot or any other weights; a constant
 * @param probabilities memory as the logits
 */
public record SoftmaxCrossEntropy(Variable logits, Variable targets, Tensor probabilities)
    implements ScalarOperation {

  /**
   * The loss of a batch.
   *
   * @param logits x [B, classes]
   * @param targets t [B, classes], one-hot or any other weights; a constant
   * @return a scalar, shape []
   * @throws IllegalArgumentException if the shapes do not fit
   */
  public static Variable softmaxCrossEntropy(Variable logits, Variable targets) {
    Expect.of("softmax cross entropy")
        .shape("logits [B, classes]", logits)
        .sameShape(logits, targets)
        .notEmpty(logits);
    targets.requireConstant("softmax cross entropy", "targets");
    Tensor probabilities = logits.tape().workspace().take(logits.shape());
    return logits.tape().record(new SoftmaxCrossEntropy(logits, targets, probabilities));
  }

  /**
   * The loss of one image, outside of a tape.
   *
   * @param logits of its classes, among other numbers
   * @param offset where they start
   * @param classes how many
   * @param label the true class
   */
  public static double ofOne(float[] logits, int offset, int classes, int label) {
    double largest = Double.NEGATIVE_INFINITY;
    for (int j = 0; j < classes; j++) {
      largest = Math.max(largest, logits[offset + j]);
    }
    double sum = 0;
    for (int j = 0; j < classes; j++) {
      sum += Math.exp(logits[offset + j] - largest);
    }
    return Math.log(sum) + largest - logits[offset + label];
  }

  @Override
  public List<Variable> inputs() {
    return List.of(logits, targets);
  }

  @Override
  public void forward(Tensor output) {
    int classes = logits.shape().extent(1);
    double sum = 0;
    for (int row = 0; row < logits.shape().extent(0); row++) {
      double logOfSum = logOfSumOfExponentials(row);
      for (int i = row * classes; i < (row + 1) * classes; i++) {
        double target = Elements.get(targets.value(), i);
        // A class of weight 0 counts for nothing, even where its logit is infinite.
        sum += target == 0 ? 0 : target * (logOfSum - Elements.get(logits.value(), i));
      }
    }
    Elements.set(output, 0, sum / logits.shape().extent(0));
  }

  private double logOfSumOfExponentials(int row) {
    int classes = logits.shape().extent(1);
    double max = Double.NEGATIVE_INFINITY;
    for (int i = row * classes; i < (row + 1) * classes; i++) {
      max = Math.max(max, Elements.get(logits.value(), i));
    }
    double sum = 0;
    for (int i = row * classes; i < (row + 1) * classes; i++) {
      sum += StrictMath.exp(Elements.get(logits.value(), i) - max);
    }
    return max + StrictMath.log(sum);
  }

  @Override
  public void backward(Tensor output, Tensor outputGradient, Tensor[] inputGradients) {
    logits.backend().softmax().forward(logits.value(), probabilities);
    int classes = logits.shape().extent(1);
    double factor = (double) Elements.get(outputGradient, 0) / logits.shape().extent(0);
    for (int row = 0; row < logits.shape().extent(0); row++) {
      double weight = 0;
      for (int i = row * classes; i < (row + 1) * classes; i++) {
        weight += Elements.get(targets.value(), i);
      }
      for (int i = row * classes; i < (row + 1) * classes; i++) {
        double expected = weight * Elements.get(probabilities, i);
        double target = Elements.get(targets.value(), i);
        Elements.set(inputGradients[0], i, factor * (expected - target));
      }
    }
  }
}
