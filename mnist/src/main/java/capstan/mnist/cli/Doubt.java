package capstan.mnist.cli;

import capstan.mnist.model.CapsNet;
import capstan.mnist.model.Model;
import capstan.mnist.model.Prediction;
import java.util.Optional;

/** Whether a network is sure of what it says. */
final class Doubt {
  /** The margin loss holds capsules of classes that are there above, the others below. */
  private static final double PRESENT = 0.5;

  /** Of a CNN, whose scores become probabilities that sum to 1. */
  private static final double MOST_LIKELY = 0.5;

  private Doubt() {}

  /** Why a prediction may be wrong, in words; empty if the network is sure. */
  static Optional<String> of(Model model, Prediction prediction) {
    float[] scores = prediction.scores().toArray();
    float largest = scores[prediction.label()];
    if (!(model instanceof CapsNet)) {
      double sum = 0;
      for (float score : scores) {
        sum += Math.exp(score - largest);
      }
      return 1 / sum < MOST_LIKELY ? Optional.of("no class is likely") : Optional.empty();
    }
    int present = 0;
    for (float length : scores) {
      present += length >= PRESENT ? 1 : 0;
    }
    return switch (present) {
      case 0 -> Optional.of("no capsule is long");
      case 1 -> Optional.empty();
      default -> Optional.of(present + " capsules are long");
    };
  }
}
