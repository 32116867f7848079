package capstan.mnist.text;

import capstan.capsnet.model.Model;
import capstan.capsnet.model.Prediction;
import capstan.capsnet.model.ScoreKind;
import java.util.Arrays;
import java.util.Optional;

/** Whether a network is sure of what it says. */
public final class Doubt {
  /** The loss wants the capsule of what is there longer than 0.9. */
  private static final float SHORT = 0.35f;

  /** Nearer lengths than this are one as good as the other. */
  private static final float NEAR = 0.04f;

  /** Of a CNN, whose scores become probabilities that sum to 1. */
  private static final double MOST_LIKELY = 0.5;

  private Doubt() {}

  /** Why a prediction may be wrong, in words; empty if the network is sure. */
  public static Optional<String> of(Model model, Prediction prediction) {
    float[] scores = prediction.scoreArray();
    float largest = scores[prediction.label()];
    if (model.scoreKind() == ScoreKind.LOGITS) {
      double sum = 0;
      for (float score : scores) {
        sum += Math.exp(score - largest);
      }
      return 1 / sum < MOST_LIKELY ? Optional.of("no class is likely") : Optional.empty();
    }
    boolean active = model.scoreKind() == ScoreKind.ACTIVATIONS;
    Arrays.sort(scores);
    return largest < SHORT
        ? Optional.of(active ? "no capsule is active" : "no capsule is long")
        : largest - scores[scores.length - 2] < NEAR
            ? Optional.of(
                active
                    ? "two capsules are nearly as active"
                    : "two capsules are of nearly the same length")
            : Optional.empty();
  }
}
