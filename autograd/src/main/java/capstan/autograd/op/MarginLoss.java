package capstan.autograd.op;

import capstan.autograd.Operation;
import capstan.autograd.Tape;
import capstan.autograd.Variable;
import capstan.core.Shape;
import capstan.core.Tensor;
import java.util.List;

/**
 * Equation 4: T·max(0, 0.9 − |v|)² + 0.5·(1 − T)·max(0, |v| − 0.1)², summed over the classes and
 * averaged over the batch, in double precision. Any number of an image's classes may be present.
 */
public final class MarginLoss implements Operation {
  /** m⁺: a present class's capsule should be at least this long. */
  public static final double PRESENT_MARGIN = 0.9;

  /** m⁻: an absent class's capsule should be at most this long. */
  public static final double ABSENT_MARGIN = 0.1;

  /** λ: weight of the absent classes. */
  public static final double ABSENT_WEIGHT = 0.5;

  private final Variable lengths;
  private final Variable targets;
  private final double presentMargin;
  private final double absentMargin;
  private final double absentWeight;

  private MarginLoss(
      Variable lengths,
      Variable targets,
      double presentMargin,
      double absentMargin,
      double absentWeight) {
    this.lengths = lengths;
    this.targets = targets;
    this.presentMargin = presentMargin;
    this.absentMargin = absentMargin;
    this.absentWeight = absentWeight;
  }

  /**
   * Records it.
   *
   * @param tape the tape
   * @param lengths of the class capsules [B, J]
   * @param targets T [B, J], 1 for classes present and 0 for the others; a constant
   * @return a scalar, shape []
   * @throws IllegalArgumentException if the shapes do not fit
   */
  public static Variable marginLoss(Tape tape, Variable lengths, Variable targets) {
    return marginLoss(tape, lengths, targets, PRESENT_MARGIN, ABSENT_MARGIN, ABSENT_WEIGHT);
  }

  /**
   * Records it with other constants than the paper's.
   *
   * @param tape the tape
   * @param lengths of the class capsules [B, J]
   * @param targets T [B, J], 1 for classes present and 0 for the others; a constant
   * @param presentMargin a present class's capsule should be at least this long
   * @param absentMargin an absent class's capsule should be at most this long
   * @param absentWeight weight of the absent classes
   * @return a scalar, shape []
   * @throws IllegalArgumentException if the shapes do not fit
   */
  public static Variable marginLoss(
      Tape tape,
      Variable lengths,
      Variable targets,
      double presentMargin,
      double absentMargin,
      double absentWeight) {
    Expect.rank("margin loss", "lengths", lengths, 2);
    Expect.sameShape("margin loss", lengths, targets);
    Expect.constant("margin loss", "targets", targets);
    Expect.notEmpty("margin loss", lengths);
    return tape.record(new MarginLoss(lengths, targets, presentMargin, absentMargin, absentWeight));
  }

  @Override
  public String name() {
    return "margin loss";
  }

  @Override
  public List<Variable> inputs() {
    return List.of(lengths, targets);
  }

  @Override
  public Shape shape() {
    return Shape.of();
  }

  @Override
  public void forward(Tensor output) {
    double sum = 0;
    for (int i = 0; i < lengths.shape().elements(); i++) {
      double length = element(lengths, i);
      double present = element(targets, i);
      double tooShort = Math.max(0, presentMargin - length);
      double tooLong = Math.max(0, length - absentMargin);
      sum += present * tooShort * tooShort + absentWeight * (1 - present) * tooLong * tooLong;
    }
    Scalar.set(output, sum / lengths.shape().extent(0));
  }

  @Override
  public void backward(Tensor output, Tensor outputGradient, Tensor[] inputGradients) {
    double factor = 2.0 * Scalar.get(outputGradient) / lengths.shape().extent(0);
    Tensor gradient = inputGradients[0];
    for (int i = 0; i < lengths.shape().elements(); i++) {
      double length = element(lengths, i);
      double present = element(targets, i);
      double tooShort = Math.max(0, presentMargin - length);
      double tooLong = Math.max(0, length - absentMargin);
      gradient.array()[gradient.offset() + i] =
          (float) (factor * (absentWeight * (1 - present) * tooLong - present * tooShort));
    }
  }

  private static double element(Variable x, int i) {
    return x.value().array()[x.value().offset() + i];
  }
}
