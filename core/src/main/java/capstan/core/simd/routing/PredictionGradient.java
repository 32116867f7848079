package capstan.core.simd.routing;

import capstan.core.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * dû, the gradient of the prediction vectors, as a sum of products of smaller things: dû[b, i, j,
 * e] = Σ_k coefficients_k[b, i, j] · vectors_k[b, j, e], plus ds[b, j, e] / J of the first round,
 * where every coefficient is 1 / J.
 */
final class PredictionGradient {
  private final Tensor constant;
  private final List<Tensor> coefficients = new ArrayList<>();
  private final List<Tensor> vectors = new ArrayList<>();

  /**
   * Lists the products.
   *
   * @param memory what the forward pass keeps
   * @param dSums ds of each round, null for rounds without a gradient
   * @param dLogits db of each round, null for rounds without a gradient
   */
  PredictionGradient(RoutingMemory memory, Tensor[] dSums, Tensor[] dLogits) {
    constant = dSums[0];
    for (int round = 1; round < dSums.length; round++) {
      if (dSums[round] != null) {
        coefficients.add(memory.coefficients[round]);
        vectors.add(dSums[round]);
      }
      if (dLogits[round] != null) {
        coefficients.add(dLogits[round]);
        vectors.add(memory.outputs[round - 1]);
      }
    }
  }

  /** ds of the first round, [blocks][J · E][lanes]; null if the gradient does not reach it. */
  Tensor constant() {
    return constant;
  }

  /** How many products there are. */
  int count() {
    return vectors.size();
  }

  /** The coefficients of product k, [blocks][I][J][lanes]. */
  Tensor coefficients(int k) {
    return coefficients.get(k);
  }

  /** The vectors of product k, [blocks][J · E][lanes]. */
  Tensor vectors(int k) {
    return vectors.get(k);
  }
}
