package capstan.autograd.op;

import capstan.autograd.Operation;
import capstan.autograd.Tape;
import capstan.autograd.Variable;
import capstan.core.Shape;
import capstan.core.Tensor;
import java.util.List;

/**
 * −Σ_k t[k] log softmax(x)[k], averaged over the batch: the baseline CNN's loss. Both in one
 * operation, because log softmax(x)[k] = x[k] − log Σ exp(x) stays exact where the softmax itself
 * is 0 in float32. The sums are in double precision.
 */
public final class SoftmaxCrossEntropy implements Operation {
  private final capstan.core.kernel.Softmax kernel;
  private final Variable logits;
  private final Variable targets;
  private final Tensor probabilities;

  private SoftmaxCrossEntropy(Tape tape, Variable logits, Variable targets) {
    this.kernel = tape.backend().softmax();
    this.logits = logits;
    this.targets = targets;
    this.probabilities = tape.workspace().take(logits.shape());
  }

  /**
   * Records it.
   *
   * @param tape the tape
   * @param logits x [B, classes]
   * @param targets t [B, classes], one-hot or any other weights; a constant
   * @return a scalar, shape []
   * @throws IllegalArgumentException if the shapes do not fit
   */
  public static Variable softmaxCrossEntropy(Tape tape, Variable logits, Variable targets) {
    Expect.rank("softmax cross entropy", "logits", logits, 2);
    Expect.sameShape("softmax cross entropy", logits, targets);
    Expect.constant("softmax cross entropy", "targets", targets);
    Expect.notEmpty("softmax cross entropy", logits);
    return tape.record(new SoftmaxCrossEntropy(tape, logits, targets));
  }

  @Override
  public String name() {
    return "softmax cross entropy";
  }

  @Override
  public List<Variable> inputs() {
    return List.of(logits, targets);
  }

  @Override
  public Shape shape() {
    return Shape.of();
  }

  @Override
  public void forward(Tensor output) {
    int classes = logits.shape().extent(1);
    double sum = 0;
    for (int row = 0; row < logits.shape().extent(0); row++) {
      double logOfSum = logOfSumOfExponentials(row);
      for (int k = 0; k < classes; k++) {
        int i = row * classes + k;
        double target = element(targets, i);
        // A class of weight 0 counts for nothing, even where its logit is infinite.
        sum += target == 0 ? 0 : target * (logOfSum - element(logits, i));
      }
    }
    Scalar.set(output, sum / logits.shape().extent(0));
  }

  private double logOfSumOfExponentials(int row) {
    int classes = logits.shape().extent(1);
    double max = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < classes; k++) {
      max = Math.max(max, element(logits, row * classes + k));
    }
    double sum = 0;
    for (int k = 0; k < classes; k++) {
      sum += StrictMath.exp(element(logits, row * classes + k) - max);
    }
    return max + StrictMath.log(sum);
  }

  @Override
  public void backward(Tensor output, Tensor outputGradient, Tensor[] inputGradients) {
    kernel.forward(logits.value(), probabilities);
    int classes = logits.shape().extent(1);
    double factor = (double) Scalar.get(outputGradient) / logits.shape().extent(0);
    Tensor gradient = inputGradients[0];
    for (int row = 0; row < logits.shape().extent(0); row++) {
      double weight = 0;
      for (int k = 0; k < classes; k++) {
        weight += element(targets, row * classes + k);
      }
      for (int k = 0; k < classes; k++) {
        int i = row * classes + k;
        double probability = probabilities.array()[probabilities.offset() + i];
        gradient.array()[gradient.offset() + i] =
            (float) (factor * (weight * probability - element(targets, i)));
      }
    }
  }

  private static double element(Variable x, int i) {
    return x.value().array()[x.value().offset() + i];
  }
}
