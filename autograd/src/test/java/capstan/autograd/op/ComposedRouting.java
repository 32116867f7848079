package capstan.autograd.op;

import capstan.autograd.Tape;
import capstan.autograd.Variable;
import capstan.autograd.capsule.RoutedCapsules;
import capstan.autograd.capsule.Squash;
import capstan.core.Tensor;

/**
 * A layer of routed capsules written out of small operations, line by line as procedure 1 of the
 * paper has it: what {@link RoutedCapsules} is tested against.
 */
final class ComposedRouting {
  private ComposedRouting() {}

  static Variable route(
      Variable u,
      Variable w,
      Variable biasOrNull,
      int rounds,
      boolean gradientThroughAllRounds,
      float epsilon) {
    if (rounds < 1) {
      throw new IllegalArgumentException("routing: rounds must be at least 1, found " + rounds);
    }
    Variable predictions = PredictionVectors.predictionVectors(u, w);

    // What the rounds before the last one see: they only lead to the coupling coefficients.
    Variable seen = gradientThroughAllRounds ? predictions : predictions.detach();
    Variable seenBias =
        gradientThroughAllRounds || biasOrNull == null ? biasOrNull : biasOrNull.detach();

    // A constant and not a parameter: logits start at zero for every image and are never learned.
    Variable logits = u.tape().constant(zeros(u.tape(), u, w));
    for (int round = 1; round < rounds; round++) {
      Variable couplingCoefficients = Softmax.softmax(logits);
      Variable v = outputCapsules(couplingCoefficients, seen, seenBias, epsilon);
      logits = Add.add(logits, Agreement.agreement(seen, v));
    }
    return outputCapsules(Softmax.softmax(logits), predictions, biasOrNull, epsilon);
  }

  private static Variable outputCapsules(
      Variable couplingCoefficients, Variable predictions, Variable biasOrNull, float epsilon) {
    Variable s = WeightedSum.weightedSum(couplingCoefficients, predictions);
    return Squash.squash(biasOrNull == null ? s : AddBias.addBias(s, biasOrNull), epsilon);
  }

  private static Tensor zeros(Tape tape, Variable u, Variable w) {
    Tensor zeros =
        tape.workspace().take(u.shape().extent(0), u.shape().extent(1), w.shape().extent(1));
    zeros.fill(0);
    return zeros;
  }
}
