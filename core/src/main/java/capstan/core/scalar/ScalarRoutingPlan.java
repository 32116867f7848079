package capstan.core.scalar;

import capstan.core.Tensor;
import capstan.core.Workspace;
import capstan.core.kernel.RoutingGeometry;
import capstan.core.kernel.RoutingPlan;

/**
 * Procedure 1 of the paper, and its gradient, with every intermediate tensor written down.
 *
 * <p>The forward pass, in round t = 1 … r, with β the bias and b¹ = 0:
 *
 * <pre>
 *   cᵗ = softmax over j of bᵗ
 *   sᵗ = β + Σᵢ cᵗ û
 *   vᵗ = squash(sᵗ)
 *   bᵗ⁺¹ = bᵗ + û·vᵗ
 * </pre>
 *
 * <p>The result is vʳ, and bʳ⁺¹ is never used. Walking back from round r to round 1, each round
 * receives dvᵗ and dbᵗ⁺¹, where dvʳ is given and dbʳ⁺¹ = 0. By the chain rule, line by line
 * upwards:
 *
 * <pre>
 *   bᵗ⁺¹:  dvᵗ = Σᵢ dbᵗ⁺¹ û     dû += dbᵗ⁺¹ vᵗ            (rounds before the last)
 *   vᵗ:    dsᵗ = gradient of squash at sᵗ, applied to dvᵗ
 *   sᵗ:    dβ += Σ over the batch of dsᵗ     dû += cᵗ dsᵗ     dcᵗ = û·dsᵗ
 *   cᵗ:    dbᵗ = dbᵗ⁺¹ + gradient of softmax at cᵗ, applied to dcᵗ
 * </pre>
 *
 * <p>vᵗ reaches the result through bᵗ⁺¹ alone, so its gradient is the first line's and nothing
 * else; bᵗ reaches it through cᵗ and, unchanged, through bᵗ⁺¹, hence the sum in the last line. In
 * the first round dc and db are not needed, b¹ being constant. With the gradient through the last
 * round only, cʳ is a constant as well: the walk ends after dû = cʳ dsʳ.
 */
final class ScalarRoutingPlan extends RoutingPlan {
  private final ScalarCapsules capsules = new ScalarCapsules();
  private final ScalarSoftmax softmax = new ScalarSoftmax();
  private final ScalarPointwise pointwise = new ScalarPointwise();

  private final Tensor predictions; // û [B, I, J, E]
  private final Tensor logits; // b [B, I, J]
  private final Tensor agreement; // [B, I, J]
  private final Tensor[] couplingCoefficients; // c of each round [B, I, J]
  private final Tensor[] sums; // s of each round [B, J, E]
  private final Tensor[] outputs; // v of each round but the last [B, J, E]

  private final Tensor dPredictions; // [B, I, J, E]
  private final Tensor contribution; // to dPredictions [B, I, J, E]
  private final Tensor dLogits; // [B, I, J]
  private final Tensor dCoefficients; // [B, I, J]
  private final Tensor dOutputs; // [B, J, E]
  private final Tensor dSums; // [B, J, E]

  ScalarRoutingPlan(RoutingGeometry g, Workspace workspace) {
    super(g);
    int batch = g.batch();
    int in = g.inCapsules();
    int out = g.outCapsules();
    int dimensions = g.outDimensions();
    predictions = workspace.take(batch, in, out, dimensions);
    logits = workspace.take(batch, in, out);
    agreement = workspace.take(batch, in, out);
    couplingCoefficients = new Tensor[g.rounds()];
    sums = new Tensor[g.rounds()];
    outputs = new Tensor[g.rounds() - 1];
    for (int round = 0; round < g.rounds(); round++) {
      couplingCoefficients[round] = workspace.take(batch, in, out);
      sums[round] = workspace.take(batch, out, dimensions);
    }
    for (int round = 0; round < g.rounds() - 1; round++) {
      outputs[round] = workspace.take(batch, out, dimensions);
    }
    dPredictions = workspace.take(batch, in, out, dimensions);
    contribution = workspace.take(batch, in, out, dimensions);
    dLogits = workspace.take(batch, in, out);
    dCoefficients = workspace.take(batch, in, out);
    dOutputs = workspace.take(batch, out, dimensions);
    dSums = workspace.take(batch, out, dimensions);
  }

  /** Bytes of all of these together. */
  static long bytes(RoutingGeometry g) {
    long capsules = (long) g.batch() * g.inCapsules() * g.outCapsules();
    long outputs = (long) g.batch() * g.outCapsules() * g.outDimensions();
    return Float.BYTES
        * (3 * capsules * g.outDimensions()
            + (4 + g.rounds()) * capsules
            + (1 + 2 * g.rounds()) * outputs);
  }

  @Override
  protected void computeForward(Tensor u, Tensor w, Tensor bias, Tensor v) {
    int last = geometry().rounds() - 1;
    RoutingSteps.predictionVectors(u, w, predictions);
    logits.fill(0);
    for (int round = 0; round <= last; round++) {
      softmax.forward(logits, couplingCoefficients[round]);
      RoutingSteps.weightedSum(couplingCoefficients[round], predictions, sums[round]);
      if (bias != null) {
        addToEachImage(bias, sums[round]);
      }
      capsules.squash(sums[round], geometry().epsilon(), round == last ? v : outputs[round]);
      if (round < last) {
        RoutingSteps.agreement(predictions, outputs[round], agreement);
        pointwise.add(logits, agreement, logits);
      }
    }
  }

  @Override
  protected void computeBackward(
      Tensor u, Tensor w, Tensor bias, Tensor dv, Tensor du, Tensor dw, Tensor dBias) {
    if (dBias != null) {
      dBias.fill(0);
    }
    backThroughLastRound(dv, dBias);
    if (geometry().gradientThroughAllRounds()) {
      for (int round = geometry().rounds() - 2; round >= 0; round--) {
        backThroughCoefficients(round + 1);
        backThroughEarlierRound(round, dBias);
      }
    }
    if (du != null) {
      RoutingSteps.predictionVectorsBackwardInput(dPredictions, w, du);
    }
    if (dw != null) {
      RoutingSteps.predictionVectorsBackwardWeight(u, dPredictions, dw);
    }
  }

  /** Starts {@code dPredictions}, {@code dSums} and {@code dLogits}. */
  private void backThroughLastRound(Tensor dv, Tensor dBias) {
    int last = geometry().rounds() - 1;
    capsules.squashBackward(sums[last], geometry().epsilon(), dv, dSums);
    if (dBias != null) {
      addOverImages(dSums, dBias);
    }
    RoutingSteps.spread(couplingCoefficients[last], dSums, dPredictions);
    dLogits.fill(0);
  }

  /** From {@code dSums} of a round adds to {@code dLogits}, for the round's logits. */
  private void backThroughCoefficients(int round) {
    RoutingSteps.agreement(predictions, dSums, dCoefficients);
    softmax.backward(couplingCoefficients[round], dCoefficients, dCoefficients);
    pointwise.add(dLogits, dCoefficients, dLogits);
  }

  /** From {@code dLogits} of the next round, {@code dSums} of this one; adds to the rest. */
  private void backThroughEarlierRound(int round, Tensor dBias) {
    RoutingSteps.weightedSum(dLogits, predictions, dOutputs);
    RoutingSteps.spread(dLogits, outputs[round], contribution);
    pointwise.add(dPredictions, contribution, dPredictions);
    capsules.squashBackward(sums[round], geometry().epsilon(), dOutputs, dSums);
    if (dBias != null) {
      addOverImages(dSums, dBias);
    }
    RoutingSteps.spread(couplingCoefficients[round], dSums, contribution);
    pointwise.add(dPredictions, contribution, dPredictions);
  }

  /** s[b, j, e] += bias[j, e]. */
  private static void addToEachImage(Tensor bias, Tensor s) {
    for (int k = 0; k < s.elements(); k++) {
      s.array()[s.offset() + k] += bias.array()[bias.offset() + k % bias.elements()];
    }
  }

  /** dBias[j, e] += Σ_b ds[b, j, e]. */
  private static void addOverImages(Tensor ds, Tensor dBias) {
    for (int k = 0; k < ds.elements(); k++) {
      dBias.array()[dBias.offset() + k % dBias.elements()] += ds.array()[ds.offset() + k];
    }
  }
}
