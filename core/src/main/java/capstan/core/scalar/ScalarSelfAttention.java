package capstan.core.scalar;

import capstan.core.Exponential;
import capstan.core.Tensor;
import capstan.core.kernel.SelfAttention;

/** Self-attention by its definition, image by image. */
final class ScalarSelfAttention extends SelfAttention {

  /** Does something with each product u[b, j, d] · W[k, j, d, e], by the indices of the three. */
  @FunctionalInterface
  private interface Product {
    void at(int u, int weight, int prediction);
  }

  @Override
  protected void computePredict(Tensor u, Tensor weight, Tensor predictions) {
    predictions.fill(0);
    visit(
        u,
        weight,
        (in, by, out) ->
            predictions.array()[predictions.offset() + out] +=
                u.array()[u.offset() + in] * weight.array()[weight.offset() + by]);
  }

  @Override
  protected void computePredictBackwardCapsules(Tensor dPredictions, Tensor weight, Tensor du) {
    du.fill(0);
    visit(
        du,
        weight,
        (in, by, out) ->
            du.array()[du.offset() + in] +=
                dPredictions.array()[dPredictions.offset() + out]
                    * weight.array()[weight.offset() + by]);
  }

  @Override
  protected void computePredictBackwardWeight(Tensor u, Tensor dPredictions, Tensor dWeight) {
    dWeight.fill(0);
    visit(
        u,
        dWeight,
        (in, by, out) ->
            dWeight.array()[dWeight.offset() + by] +=
                u.array()[u.offset() + in] * dPredictions.array()[dPredictions.offset() + out]);
  }

  private static void visit(Tensor u, Tensor weight, Product product) {
    int above = weight.shape().extent(0);
    int below = weight.shape().extent(1);
    int inDimensions = weight.shape().extent(2);
    int outDimensions = weight.shape().extent(3);
    for (int image = 0; image < u.shape().extent(0); image++) {
      for (int pair = 0; pair < above * below; pair++) {
        for (int d = 0; d < inDimensions; d++) {
          for (int e = 0; e < outDimensions; e++) {
            product.at(
                (image * below + pair % below) * inDimensions + d,
                (pair * inDimensions + d) * outDimensions + e,
                (image * above * below + pair) * outDimensions + e);
          }
        }
      }
    }
  }

  @Override
  protected void computeAttend(Tensor predictions, Tensor bias, Tensor couplings, Tensor s) {
    int above = couplings.shape().extent(1);
    int below = couplings.shape().extent(2);
    int dimensions = s.shape().columns();
    s.fill(0);
    for (int image = 0; image < s.shape().extent(0); image++) {
      for (int k = 0; k < above; k++) {
        for (int j = 0; j < below; j++) {
          float agreement = 0;
          for (int e = 0; e < dimensions; e++) {
            agreement += predictions.get(image, k, j, e) * total(predictions, image, k, e);
          }
          couplings.set(agreement * scale(dimensions), image, k, j);
        }
      }
      for (int j = 0; j < below; j++) {
        softmax(couplings, image, j);
      }
      for (int k = 0; k < above; k++) {
        for (int e = 0; e < dimensions; e++) {
          float sum = 0;
          for (int j = 0; j < below; j++) {
            float coefficient =
                couplings.get(image, k, j) + bias.array()[bias.offset() + k * below + j];
            sum += coefficient * predictions.get(image, k, j, e);
          }
          s.set(sum, image, k, e);
        }
      }
    }
  }

  private static float total(Tensor predictions, int image, int k, int e) {
    float total = 0;
    for (int j = 0; j < predictions.shape().extent(2); j++) {
      total += predictions.get(image, k, j, e);
    }
    return total;
  }

  private static void softmax(Tensor couplings, int image, int j) {
    int above = couplings.shape().extent(1);
    float largest = Float.NEGATIVE_INFINITY;
    for (int k = 0; k < above; k++) {
      largest = Math.max(largest, couplings.get(image, k, j));
    }
    float sum = 0;
    for (int k = 0; k < above; k++) {
      float power = Exponential.exp(couplings.get(image, k, j) - largest);
      couplings.set(power, image, k, j);
      sum += power;
    }
    for (int k = 0; k < above; k++) {
      couplings.set(couplings.get(image, k, j) / sum, image, k, j);
    }
  }

  /**
   * With a = c + b: da[k, j] = ds[k]·û[k, j], the softmax' dl[k, j] = c[k, j] (da[k, j] − Σ_k'
   * c[k', j] da[k', j]), and û[k, j] is in its own agreement and, by the total, in that of every i.
   */
  @Override
  protected void computeAttendBackward(
      Tensor predictions,
      Tensor bias,
      Tensor couplings,
      Tensor ds,
      Tensor dPredictions,
      Tensor dSums) {
    int above = couplings.shape().extent(1);
    int below = couplings.shape().extent(2);
    int dimensions = ds.shape().columns();
    for (int image = 0; image < ds.shape().extent(0); image++) {
      for (int k = 0; k < above; k++) {
        for (int j = 0; j < below; j++) {
          float sum = 0;
          for (int e = 0; e < dimensions; e++) {
            sum += ds.get(image, k, e) * predictions.get(image, k, j, e);
          }
          dSums.set(sum, image, k, j);
        }
      }
      for (int k = 0; k < above; k++) {
        for (int e = 0; e < dimensions; e++) {
          float fromAll = 0;
          for (int i = 0; i < below; i++) {
            fromAll += logit(couplings, dSums, image, k, i) * predictions.get(image, k, i, e);
          }
          float total = total(predictions, image, k, e);
          for (int j = 0; j < below; j++) {
            float own = logit(couplings, dSums, image, k, j) * total;
            float weighted =
                (couplings.get(image, k, j) + bias.array()[bias.offset() + k * below + j])
                    * ds.get(image, k, e);
            dPredictions.set(weighted + scale(dimensions) * (own + fromAll), image, k, j, e);
          }
        }
      }
    }
  }

  /** The gradient of the softmax' input. */
  private static float logit(Tensor couplings, Tensor dSums, int image, int k, int j) {
    float mean = 0;
    for (int each = 0; each < couplings.shape().extent(1); each++) {
      mean += couplings.get(image, each, j) * dSums.get(image, each, j);
    }
    return couplings.get(image, k, j) * (dSums.get(image, k, j) - mean);
  }
}
