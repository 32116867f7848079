package capstan.core.simd.routing;

import capstan.core.Tensor;
import capstan.core.Workers;
import capstan.core.kernel.SelfAttention;
import capstan.core.simd.elementwise.ReductionKernels;
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
    share(
        u.shape().extent(0),
        2L * weight.elements(),
        (image, worker) -> AttentionKernels.predict(u, weight, predictions, image));
  }

  @Override
  protected void computePredictBackwardCapsules(Tensor dPredictions, Tensor weight, Tensor du) {
    share(
        du.shape().extent(0),
        2L * weight.elements(),
        (image, worker) -> AttentionKernels.toCapsules(dPredictions, weight, du, image));
  }

  @Override
  protected void computePredictBackwardWeight(Tensor u, Tensor dPredictions, Tensor dWeight) {
    share(
        dWeight.shape().extent(0),
        2L * u.elements() * dWeight.shape().extent(3),
        (k, worker) -> AttentionKernels.toMatrices(u, dPredictions, dWeight, k));
  }

  @Override
  protected void computeAttend(Tensor predictions, Tensor bias, Tensor couplings, Tensor s) {
    int above = couplings.shape().extent(1);
    int below = couplings.shape().extent(2);
    int n = s.shape().columns();
    float scale = scale(n);
    scratch.reserve(n);
    share(
        s.shape().extent(0),
        8L * above * below * n,
        (image, worker) -> {
          float[] total = scratch.of(worker);
          float[] p = predictions.array();
          float[] b = bias.array();
          float[] c = couplings.array();
          float[] y = s.array();
          int pAt = predictions.offset() + image * above * below * n;
          int bAt = bias.offset();
          int cAt = couplings.offset() + image * above * below;
          int yAt = s.offset() + image * above * n;
          for (int row = 0; row < above * below; row += below) {
            int from = pAt + row * n;
            ReductionKernels.columnSums(below, n, p, from, total, 0);
            AttentionKernels.dots(below, n, scale, p, from, total, 0, c, cAt + row);
          }
          AttentionKernels.softmax(above, below, c, cAt);
          for (int k = 0; k < above; k++) {
            int row = k * below;
            int from = pAt + row * n;
            int to = yAt + k * n;
            AttentionKernels.weightedSum(below, n, c, cAt + row, b, bAt + row, p, from, y, to);
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
    int n = ds.shape().columns();
    float scale = scale(n);
    scratch.reserve(2 * n + above * below);
    share(
        ds.shape().extent(0),
        12L * above * below * n,
        (image, worker) -> {
          float[] own = scratch.of(worker);
          float[] p = predictions.array();
          float[] b = bias.array();
          float[] c = couplings.array();
          float[] d = ds.array();
          float[] dc = dSums.array();
          float[] dp = dPredictions.array();
          int logits = 2 * n;
          int cAt = couplings.offset() + image * above * below;
          int dcAt = dSums.offset() + image * above * below;
          int dAt = ds.offset() + image * above * n;
          int pAt = predictions.offset() + image * above * below * n;
          int dpAt = dPredictions.offset() + image * above * below * n;
          for (int k = 0; k < above; k++) {
            int row = k * below;
            AttentionKernels.dots(below, n, 1, p, pAt + row * n, d, dAt + k * n, dc, dcAt + row);
          }
          AttentionKernels.softmaxBackward(above, below, scale, c, cAt, dc, dcAt, own, logits);
          for (int k = 0; k < above; k++) {
            int row = k * below;
            int from = pAt + row * n;
            ReductionKernels.columnSums(below, n, p, from, own, 0);
            AttentionKernels.weightedSum(below, n, own, logits + row, null, 0, p, from, own, n);
            for (int pair = row; pair < row + below; pair++) {
              float a = c[cAt + pair] + b[bias.offset() + pair];
              float l = own[logits + pair];
              AttentionKernels.toPrediction(n, a, d, dAt + k * n, l, own, dp, dpAt + pair * n);
            }
          }
        });
  }

  private void share(int parts, long operations, Workers.Part part) {
    Sharing.run(workers, parts * operations, parts, part);
  }
}
