package capstan.bench.peers;

import capstan.capsnet.layer.ModelParameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.bytedeco.pytorch.Tensor;

/**
 * Whether PyTorch computes the same thing as we do, from the same weights: the same scores or,
 * where a network is trained, as many parameters, the same loss, the same gradients, and the same
 * loss again after a step of Adam.
 */
final class LossCheck {
  private static final double TOLERANCE = 1e-4;
  private static final double SCORE_TOLERANCE = 1e-5;

  /** Of gradients, unless a network says otherwise. */
  static final double GRADIENT_TOLERANCE = 1e-3;

  private static final double BFLOAT16_TOLERANCE = 2e-2;

  /** Images among which no unit is expected at the corner of its ReLU. */
  static final int FEW = 4;

  private static final float RATE = 1e-3f;

  private final TorchSide side;
  private final double tolerance;
  private final List<String> findings = new ArrayList<>();
  private boolean good = true;

  private LossCheck(TorchSide side) {
    this.side = side;
    tolerance = side.network().configuration().bfloat16() ? BFLOAT16_TOLERANCE : TOLERANCE;
  }

  /**
   * Checks. All sides that train are two steps further afterwards.
   *
   * @param ours our side, with the weights that the others copied
   * @param theirs PyTorch in float32, and with convolutions in bfloat16 if that is to be had
   */
  static List<LossCheck> of(CapstanSide ours, List<TorchSide> theirs) {
    List<LossCheck> checks = theirs.stream().map(LossCheck::new).toList();
    if (ours.trains()) {
      float before = ours.train(RATE);
      checks.forEach(check -> check.firstStep(ours, before));
      float after = ours.train(RATE);
      checks.forEach(check -> check.secondStep(after));
    } else {
      float[] scores = ours.scores();
      checks.forEach(check -> check.compareScores(scores));
    }
    return checks;
  }

  /** Whether everything agrees. */
  boolean holds() {
    return good;
  }

  /** How PyTorch computes, and by how much it differs. */
  @Override
  public String toString() {
    return "%s; with %d images differs by %s"
        .formatted(
            side.network().configuration(), side.images().size(0), String.join(", ", findings));
  }

  private void firstStep(CapstanSide ours, float loss) {
    side.start();
    long parameters = side.network().parameters().stream().mapToLong(Tensor::numel).sum();
    find("number of parameters", parameters == ours.model().parameterCount() ? 0 : 1, 0);
    float found = side.train(RATE, gradients -> compareGradients(ours, gradients));
    find("loss", relative(loss, found), tolerance);
  }

  private void secondStep(float loss) {
    side.start();
    float found = side.train(RATE, _ -> {});
    find("loss after a step", relative(loss, found), tolerance);
  }

  private void compareScores(float[] scores) {
    side.start();
    find(
        "scores",
        difference(scores, side.scores()),
        side.network().configuration().bfloat16() ? BFLOAT16_TOLERANCE : SCORE_TOLERANCE);
  }

  private void compareGradients(CapstanSide ours, List<Tensor> theirs) {
    double allowed = ours.batch() <= FEW ? GRADIENT_TOLERANCE : ours.subject().gradientTolerance();
    if (side.network().configuration().bfloat16()) {
      return;
    }
    double worst = 0;
    String where = "none";
    List<ModelParameter> parameters =
        ours.model().modelParameters().stream().filter(ModelParameter::isLearned).toList();
    for (int i = 0; i < parameters.size(); i++) {
      ModelParameter each = parameters.get(i);
      double difference =
          distance(
              CapstanSide.gradient(each.parameter()),
              TorchTensors.inOurLayout(each, theirs.get(i)));
      // Written so that a NaN counts as the worst.
      if (!(difference <= worst)) {
        worst = difference;
        where = each.name();
      }
    }
    find("gradient of " + where, worst, allowed);
  }

  private static double relative(float ours, float theirs) {
    return Math.abs(ours - theirs) / Math.abs(theirs);
  }

  /**
   * |ours − theirs| / |theirs|. Not the largest difference: where a hidden unit of one image is
   * nearly zero, rounding decides whether ReLU lets its gradient through.
   */
  private static double distance(float[] ours, float[] theirs) {
    double difference = 0;
    double norm = 0;
    for (int i = 0; i < ours.length; i++) {
      difference += ((double) ours[i] - theirs[i]) * ((double) ours[i] - theirs[i]);
      norm += (double) theirs[i] * theirs[i];
    }
    return Math.sqrt(difference / norm);
  }

  /** Largest difference of two equally long arrays over the largest number of the second. */
  static double difference(float[] ours, float[] theirs) {
    double difference = 0;
    double largest = 0;
    for (int i = 0; i < ours.length; i++) {
      difference = Math.max(difference, Math.abs(ours[i] - theirs[i]));
      largest = Math.max(largest, Math.abs(theirs[i]));
    }
    return difference / largest;
  }

  private void find(String what, double difference, double allowed) {
    boolean holds = difference <= allowed;
    good &= holds;
    findings.add(
        String.format(
            Locale.ROOT, "%s %.1e (≤ %.0e)%s", what, difference, allowed, holds ? "" : " FAILED"));
  }
}
