package capstan.autograd.loss;

import capstan.autograd.ScalarOperation;
import capstan.autograd.Variable;
import capstan.autograd.op.Elements;
import capstan.core.Expect;
import capstan.core.Tensor;
import java.util.List;

/**
 * Equation 4: T·max(0, 0.9 − |v|)² + 0.5·(1 − T)·max(0, |v| − 0.1)², summed over the classes and
 * averaged over the batch, in double precision. Any number of an image's classes may be present.
 * PyTorch has no such function; {@code multi_margin_loss} is another.
 *
 * @param lengths of the class capsules [B, J]
 * @param targets T [B, J], 1 for classes present and 0 for the others; a constant
 * @param presentMargin m⁺: a present class's capsule should be at least this long
 * @param absentMargin m⁻: an absent class's capsule should be at most this long
 * @param absentWeight λ: weight of the absent classes
 */
public record MarginLoss(
    Variable lengths,
    Variable targets,
    double presentMargin,
    double absentMargin,
    double absentWeight)
    implements ScalarOperation {
  /** m⁺ of the paper. */
  public static final double PRESENT_MARGIN = 0.9;

  /** m⁻ of the paper. */
  public static final double ABSENT_MARGIN = 0.1;

  /** λ of the paper. */
  public static final double ABSENT_WEIGHT = 0.5;

  /** Checks that the shapes fit. */
  public MarginLoss {
    Expect.of("margin loss")
        .shape("lengths [B, J]", lengths)
        .sameShape(lengths, targets)
        .notEmpty(lengths);
    targets.requireConstant("margin loss", "targets");
  }

  /**
   * The loss with the paper's constants.
   *
   * @param lengths of the class capsules [B, J]
   * @param targets T [B, J], 1 for classes present and 0 for the others; a constant
   * @return a scalar, shape []
   * @throws IllegalArgumentException if the shapes do not fit
   */
  public static Variable marginLoss(Variable lengths, Variable targets) {
    return marginLoss(lengths, targets, PRESENT_MARGIN, ABSENT_MARGIN, ABSENT_WEIGHT);
  }

  /**
   * The loss with other constants than the paper's.
   *
   * @param lengths of the class capsules [B, J]
   * @param targets T [B, J], 1 for classes present and 0 for the others; a constant
   * @param presentMargin a present class's capsule should be at least this long
   * @param absentMargin an absent class's capsule should be at most this long
   * @param absentWeight weight of the absent classes
   * @return a scalar, shape []
   * @throws IllegalArgumentException if the shapes do not fit
   */
  public static Variable marginLoss(
      Variable lengths,
      Variable targets,
      double presentMargin,
      double absentMargin,
      double absentWeight) {
    MarginLoss loss = new MarginLoss(lengths, targets, presentMargin, absentMargin, absentWeight);
    return lengths.tape().record(loss);
  }

  /**
   * What one class of one image adds to the loss, outside of a tape.
   *
   * @param length of its capsule
   * @param present whether the image shows it
   * @param presentMargin a present class's capsule should be at least this long
   * @param absentMargin an absent class's capsule should be at most this long
   * @param absentWeight weight of the absent classes
   */
  public static double ofOne(
      double length,
      boolean present,
      double presentMargin,
      double absentMargin,
      double absentWeight) {
    double tooShort = Math.max(0, presentMargin - length);
    double tooLong = Math.max(0, length - absentMargin);
    return present ? tooShort * tooShort : absentWeight * tooLong * tooLong;
  }

  /**
   * The loss of one image outside of a tape, with the paper's constants.
   *
   * @param lengths of the class capsules of one or several images
   * @param offset where the image's start
   * @param classes how many
   * @param label the class that it shows
   */
  public static double ofOne(float[] lengths, int offset, int classes, int label) {
    double sum = 0;
    for (int j = 0; j < classes; j++) {
      double length = lengths[offset + j];
      sum += ofOne(length, j == label, PRESENT_MARGIN, ABSENT_MARGIN, ABSENT_WEIGHT);
    }
    return sum;
  }

  @Override
  public List<Variable> inputs() {
    return List.of(lengths, targets);
  }

  @Override
  public void forward(Tensor output) {
    double sum = 0;
    for (int i = 0; i < lengths.shape().elements(); i++) {
      double length = Elements.get(lengths.value(), i);
      double present = Elements.get(targets.value(), i);
      double tooShort = Math.max(0, presentMargin - length);
      double tooLong = Math.max(0, length - absentMargin);
      sum += present * tooShort * tooShort + absentWeight * (1 - present) * tooLong * tooLong;
    }
    Elements.set(output, 0, sum / lengths.shape().extent(0));
  }

  @Override
  public void backward(Tensor output, Tensor outputGradient, Tensor[] inputGradients) {
    double factor = 2.0 * Elements.get(outputGradient, 0) / lengths.shape().extent(0);
    for (int i = 0; i < lengths.shape().elements(); i++) {
      double length = Elements.get(lengths.value(), i);
      double present = Elements.get(targets.value(), i);
      double tooShort = Math.max(0, presentMargin - length);
      double tooLong = Math.max(0, length - absentMargin);
      double slope = absentWeight * (1 - present) * tooLong - present * tooShort;
      Elements.set(inputGradients[0], i, factor * slope);
    }
  }
}
