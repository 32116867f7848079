package capstan.core.simd.routing;

import capstan.core.Tensor;
import capstan.core.Workers;
import capstan.core.kernel.SelfAttention;
import capstan.core.simd.lanes.Scratch;
import capstan.core.simd.lanes.Sharing;

/**
 * Self-attention with the dimensions of the capsules above in the lanes. A part is an image, or for
 * the gradient of the weights the matrices to one capsule above. All of it is a thousandth of the
 * network before it: what counts is that it wakes the team seldom.
 */
public final class SimdSelfAttention extends SelfAttention {
  private final Workers workers;
  private final Scratch scratch;

  /**
   * Self-attention on a team.
   *
   * @param workers the threads that share the work
   */
  public SimdSelfAttention(Workers workers) {
    this.workers = workers;
    scratch = new Scratch(workers.threads());
  }

  @Override
  protected void computePredict(Tensor u, Tensor weight, Tensor predictions) {
    int pairs = weight.shape().extent(0) * weight.shape().extent(1);
    int below = weight.shape().extent(1);
    int in = weight.shape().extent(2);
    int out = weight.shape().extent(3);
    share(
        u.shape().extent(0),
        2L * weight.elements(),
        (image, worker) ->
            AttentionKernels.predict(
                pairs,
                below,
                in,
                out,
                u.array(),
                u.offset() + image * below * in,
                weight.array(),
                weight.offset(),
                predictions.array(),
                predictions.offset() + image * pairs * out));
  }

  @Override
  protected void computePredictBackwardCapsules(Tensor dPredictions, Tensor weight, Tensor du) {
    int pairs = weight.shape().extent(0) * weight.shape().extent(1);
    int below = weight.shape().extent(1);
    int in = weight.shape().extent(2);
    int out = weight.shape().extent(3);
    share(
        du.shape().extent(0),
        2L * weight.elements(),
        (image, worker) ->
            AttentionKernels.toCapsules(
                pairs,
                below,
                in,
                out,
                dPredictions.array(),
                dPredictions.offset() + image * pairs * out,
                weight.array(),
                weight.offset(),
                du.array(),
                du.offset() + image * below * in));
  }

  @Override
  protected void computePredictBackwardWeight(Tensor u, Tensor dPredictions, Tensor dWeight) {
    int above = dWeight.shape().extent(0);
    int below = dWeight.shape().extent(1);
    int in = dWeight.shape().extent(2);
    int out = dWeight.shape().extent(3);
    int batch = u.shape().extent(0);
    share(
        above,
        2L * batch * below * in * out,
        (k, worker) -> {
          for (int j = 0; j < below; j++) {
            AttentionKernels.toMatrix(
                batch,
                in,
                out,
                u.array(),
                u.offset() + j * in,
                below * in,
                dPredictions.array(),
                dPredictions.offset() + (k * below + j) * out,
                above * below * out,
                dWeight.array(),
                dWeight.offset() + (k * below + j) * in * out);
          }
        });
  }

  @Override
  protected void computeAttend(Tensor predictions, Tensor bias, Tensor couplings, Tensor s) {
    int above = couplings.shape().extent(1);
    int below = couplings.shape().extent(2);
    int dimensions = s.shape().columns();
    float scale = scale(dimensions);
    scratch.reserve(dimensions);
    share(
        s.shape().extent(0),
        8L * above * below * dimensions,
        (image, worker) -> {
          float[] total = scratch.of(worker);
          float[] c = couplings.array();
          int cAt = couplings.offset() + image * above * below;
          int at = predictions.offset() + image * above * below * dimensions;
          for (int k = 0; k < above; k++) {
            int from = at + k * below * dimensions;
            AttentionKernels.total(below, dimensions, predictions.array(), from, total, 0);
            AttentionKernels.dots(
                below, dimensions, scale, predictions.array(), from, total, 0, c, cAt + k * below);
          }
          AttentionKernels.softmax(above, below, c, cAt);
          for (int k = 0; k < above; k++) {
            AttentionKernels.weightedSum(
                below,
                dimensions,
                c,
                cAt + k * below,
                bias.array(),
                bias.offset() + k * below,
                predictions.array(),
                at + k * below * dimensions,
                s.array(),
                s.offset() + (image * above + k) * dimensions);
          }
        });
  }

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
    float scale = scale(dimensions);
    scratch.reserve(2 * dimensions + above * below);
    share(
        ds.shape().extent(0),
        12L * above * below * dimensions,
        (image, worker) -> {
          float[] own = scratch.of(worker);
          int logits = 2 * dimensions;
          int cAt = couplings.offset() + image * above * below;
          int sumsAt = dSums.offset() + image * above * below;
          int dsAt = ds.offset() + image * above * dimensions;
          int at = image * above * below * dimensions;
          for (int k = 0; k < above; k++) {
            AttentionKernels.dots(
                below,
                dimensions,
                1,
                predictions.array(),
                predictions.offset() + at + k * below * dimensions,
                ds.array(),
                dsAt + k * dimensions,
                dSums.array(),
                sumsAt + k * below);
          }
          AttentionKernels.softmaxBackward(
              above, below, scale, couplings.array(), cAt, dSums.array(), sumsAt, own, logits);
          for (int k = 0; k < above; k++) {
            int from = predictions.offset() + at + k * below * dimensions;
            AttentionKernels.total(below, dimensions, predictions.array(), from, own, 0);
            AttentionKernels.weightedSum(
                below,
                dimensions,
                own,
                logits + k * below,
                null,
                0,
                predictions.array(),
                from,
                own,
                dimensions);
            for (int j = 0; j < below; j++) {
              int pair = k * below + j;
              float coefficient =
                  couplings.array()[cAt + pair] + bias.array()[bias.offset() + pair];
              AttentionKernels.toPrediction(
                  dimensions,
                  coefficient,
                  ds.array(),
                  dsAt + k * dimensions,
                  own[logits + pair],
                  own,
                  dPredictions.array(),
                  dPredictions.offset() + at + pair * dimensions);
            }
          }
        });
  }

  private void share(int parts, long operations, Workers.Part part) {
    Sharing.run(workers, parts * operations, parts, part);
  }
}
