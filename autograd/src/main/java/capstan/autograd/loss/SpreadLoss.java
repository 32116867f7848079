package capstan.autograd.loss;

import capstan.autograd.ScalarOperation;
import capstan.autograd.Variable;
import capstan.autograd.op.Elements;
import capstan.core.Expect;
import capstan.core.Tensor;
import java.util.List;

/**
 * The spread loss of Hinton, Sabour and Frosst (2018): Σ over the classes i but the true one t of
 * max(0, m − (a_t − a_i))², averaged over the batch, in double precision. PyTorch's {@code
 * multi_margin_loss} with p = 2 is this divided by the number of classes.
 *
 * @param activations of the class capsules [B, J]
 * @param targets [B, J], 1 for the true class and 0 for the others; a constant
 * @param margin m: how far the true class's activation should be above every other
 */
public record SpreadLoss(Variable activations, Variable targets, double margin)
    implements ScalarOperation {

  /** Checks that the shapes fit. */
  public SpreadLoss {
    Expect.of("spread loss")
        .shape("activations [B, J]", activations)
        .sameShape(activations, targets)
        .notEmpty(activations);
    targets.requireConstant("spread loss", "targets");
  }

  /**
   * The loss.
   *
   * @param activations of the class capsules [B, J]
   * @param targets [B, J], 1 for the true class and 0 for the others; a constant
   * @param margin how far the true class's activation should be above every other
   * @return a scalar, shape []
   * @throws IllegalArgumentException if the shapes do not fit
   */
  public static Variable spreadLoss(Variable activations, Variable targets, double margin) {
    return activations.tape().record(new SpreadLoss(activations, targets, margin));
  }

  /**
   * The loss of one image outside of a tape.
   *
   * @param activations of the class capsules of one or several images
   * @param offset where the image's start
   * @param classes how many
   * @param label the class that it shows
   * @param margin how far the true class's activation should be above every other
   */
  public static double ofOne(
      float[] activations, int offset, int classes, int label, double margin) {
    double sum = 0;
    for (int i = 0; i < classes; i++) {
      double missing = missing(margin, activations[offset + label], activations[offset + i]);
      sum += i == label ? 0 : missing * missing;
    }
    return sum;
  }

  private static double missing(double margin, double truth, double other) {
    return Math.max(0, margin - (truth - other));
  }

  @Override
  public List<Variable> inputs() {
    return List.of(activations, targets);
  }

  @Override
  public void forward(Tensor output) {
    int classes = activations.shape().columns();
    double sum = 0;
    for (int t = 0; t < activations.shape().elements(); t++) {
      double truth = Elements.get(activations.value(), t);
      for (int i = t / classes * classes; i < (t / classes + 1) * classes; i++) {
        double missing = missing(margin, truth, Elements.get(activations.value(), i));
        sum += weight(t, i) * missing * missing;
      }
    }
    Elements.set(output, 0, sum / activations.shape().extent(0));
  }

  /** 1 where the first is of the true class and the second is not. */
  private double weight(int t, int i) {
    return Elements.get(targets.value(), t) * (1 - Elements.get(targets.value(), i));
  }

  @Override
  public void backward(Tensor output, Tensor outputGradient, Tensor[] inputGradients) {
    int classes = activations.shape().columns();
    double factor = 2.0 * Elements.get(outputGradient, 0) / activations.shape().extent(0);
    for (int k = 0; k < activations.shape().elements(); k++) {
      double own = Elements.get(activations.value(), k);
      double slope = 0;
      for (int i = k / classes * classes; i < (k / classes + 1) * classes; i++) {
        double other = Elements.get(activations.value(), i);
        slope += weight(i, k) * missing(margin, other, own);
        slope -= weight(k, i) * missing(margin, own, other);
      }
      Elements.set(inputGradients[0], k, factor * slope);
    }
  }
}
