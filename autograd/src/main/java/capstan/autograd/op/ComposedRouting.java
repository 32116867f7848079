package capstan.autograd.op;

import capstan.autograd.Tape;
import capstan.autograd.Variable;
import capstan.core.Tensor;

/**
 * A layer of routed capsules written out of small operations, line by line as procedure 1 of the
 * paper has it: the one to read, and what {@link RoutedCapsules}, the one to use, is tested
 * against.
 */
public final class ComposedRouting {
  private ComposedRouting() {}

  /**
   * Records the layer.
   *
   * @param tape the tape
   * @param u input capsules [B, I, D]
   * @param w weights [I, J, E, D]
   * @param biasOrNull [J, E], added to s before each squash, or null for none
   * @param rounds rounds of routing, at least 1
   * @param gradientThroughAllRounds whether the gradient flows through every round's coupling
   *     coefficients; otherwise the last round's coefficients are constants
   * @param epsilon added to the squared norm under squash's root; may be 0
   * @return output capsules v [B, J, E]
   * @throws IllegalArgumentException if the shapes do not fit
   */
  public static Variable route(
      Tape tape,
      Variable u,
      Variable w,
      Variable biasOrNull,
      int rounds,
      boolean gradientThroughAllRounds,
      float epsilon) {
    if (rounds < 1) {
      throw new IllegalArgumentException("routing: rounds must be at least 1, found " + rounds);
    }
    Variable predictions = PredictionVectors.predictionVectors(tape, u, w);

    // What the rounds before the last one see: they only lead to the coupling coefficients.
    Variable seen = gradientThroughAllRounds ? predictions : Detach.detach(tape, predictions);
    Variable seenBias =
        gradientThroughAllRounds || biasOrNull == null
            ? biasOrNull
            : Detach.detach(tape, biasOrNull);

    // A constant and not a parameter: logits start at zero for every image and are never learned.
    Variable logits = tape.constant(zeros(tape, u, w));
    for (int round = 1; round < rounds; round++) {
      Variable couplingCoefficients = Softmax.softmax(tape, logits);
      Variable v = outputCapsules(tape, couplingCoefficients, seen, seenBias, epsilon);
      logits = Add.add(tape, logits, Agreement.agreement(tape, seen, v));
    }
    Variable couplingCoefficients = Softmax.softmax(tape, logits);
    return outputCapsules(tape, couplingCoefficients, predictions, biasOrNull, epsilon);
  }

  private static Variable outputCapsules(
      Tape tape,
      Variable couplingCoefficients,
      Variable predictions,
      Variable biasOrNull,
      float epsilon) {
    Variable s = WeightedSum.weightedSum(tape, couplingCoefficients, predictions);
    if (biasOrNull != null) {
      s = AddBias.addBias(tape, s, biasOrNull);
    }
    return Squash.squash(tape, s, epsilon);
  }

  private static Tensor zeros(Tape tape, Variable u, Variable w) {
    Tensor zeros =
        tape.workspace().take(u.shape().extent(0), u.shape().extent(1), w.shape().extent(1));
    zeros.fill(0);
    return zeros;
  }
}
