package capstan.bench.peers;

import capstan.capsnet.layer.ModelParameter;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/**
 * Whether both sides compute the same thing: as many parameters, the same loss from the same
 * weights, the same gradients, and the same loss again after a step of Adam.
 */
final class LossCheck {
  private static final double LOSS_TOLERANCE = 1e-4;
  private static final double GRADIENT_TOLERANCE = 1e-3;
  private static final double BFLOAT16_TOLERANCE = 2e-2;
  private static final float RATE = 1e-3f;

  private final PrintStream out;
  private boolean good = true;

  private LossCheck(PrintStream out) {
    this.out = out;
  }

  /**
   * Checks, and prints each finding. Both sides are one step further afterwards.
   *
   * @param ours our side, with the weights that the others copied
   * @param theirs PyTorch in float32
   * @param bfloat16 PyTorch with convolutions in bfloat16
   * @param out where to
   * @return whether everything agrees
   */
  static boolean print(CapstanSide ours, TorchSide theirs, TorchSide bfloat16, PrintStream out) {
    LossCheck check = new LossCheck(out);
    out.printf("%nSame network?%n%n");
    check.parameters(ours.model().parameterCount(), theirs.network().parameterCount());
    check.loss("loss of the first batch", ours.loss(), theirs.loss(), LOSS_TOLERANCE);
    check.loss("  with bfloat16", ours.loss(), bfloat16.loss(), BFLOAT16_TOLERANCE);
    check.gradients(ours, theirs);
    ours.train(RATE);
    theirs.train(RATE);
    bfloat16.train(RATE);
    check.loss("loss after one step", ours.loss(), theirs.loss(), LOSS_TOLERANCE);
    check.loss("  with bfloat16", ours.loss(), bfloat16.loss(), BFLOAT16_TOLERANCE);
    return check.good;
  }

  private void parameters(long ours, long theirs) {
    report(
        String.format(Locale.ROOT, "%-26s %,12d %,12d", "parameters", ours, theirs),
        ours == theirs);
  }

  private void loss(String what, float ours, float theirs, double tolerance) {
    double difference = Math.abs(ours - theirs) / Math.abs(theirs);
    report(
        String.format(
            Locale.ROOT,
            "%-26s %12.7f %12.7f  relative difference %.1e, allowed %.0e",
            what,
            ours,
            theirs,
            difference,
            tolerance),
        difference <= tolerance);
  }

  private void gradients(CapstanSide ours, TorchSide theirs) {
    List<ModelParameter> parameters = ours.model().modelParameters();
    List<float[]> found = theirs.gradients(parameters);
    ours.computeGradients();
    double worst = 0;
    String where = "none";
    for (int i = 0; i < parameters.size(); i++) {
      double difference =
          distance(CapstanSide.gradient(parameters.get(i).parameter()), found.get(i));
      // Written so that a NaN counts as the worst.
      if (!(difference <= worst)) {
        worst = difference;
        where = parameters.get(i).name();
      }
    }
    report(
        String.format(
            Locale.ROOT,
            "gradients                  |ours - theirs| / |theirs| at most %.1e (%s), allowed %.0e",
            worst,
            where,
            GRADIENT_TOLERANCE),
        worst <= GRADIENT_TOLERANCE);
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

  private void report(String line, boolean holds) {
    out.println(line + (holds ? "" : "  FAILED"));
    good &= holds;
  }
}
