package capstan.bench.peers;

import static org.bytedeco.pytorch.global.torch.bmm;
import static org.bytedeco.pytorch.global.torch.matmul;

import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;

/**
 * DigitCaps in PyTorch: three rounds of routing, the gradient through the last.
 *
 * <p>The prediction vectors of a batch, û_ij = W_ij u_i, are 94 MB, and every multiplication or sum
 * over them moves all of that. They are never made here: a weighted sum is one batched matrix
 * product, s_j = (c_j ⊙ u)·W_j, and so are all agreements, û_ij · v_j = u_i · (W_j v_j)_i, whose
 * tensors are half that size. Both directions took 60 ms at batch 128 so, 87 with û by a batched
 * product and sums over it, 110 to 120 with batched products over views of û.
 */
final class TorchRouting {
  private static final int OUT = 10;
  private static final int DIMENSIONS = 8;

  private final Scalar one = new Scalar(1f);
  private final Scalar epsilon;

  /**
   * Routing.
   *
   * @param epsilon added to |s|² under squash's root
   */
  TorchRouting(float epsilon) {
    this.epsilon = new Scalar(epsilon);
  }

  /** Squash over the last axis. */
  Tensor squash(Tensor s) {
    Tensor q = s.square().sum(new long[] {-1}, /* keepdim= */ true, new ScalarTypeOptional());
    return s.mul(q.div(q.add(one).mul(q.add(epsilon).sqrt())));
  }

  /**
   * Routes.
   *
   * @param u primary capsules [B, I, D]
   * @param w weights [J, I · D, E]
   * @return output capsules [B, J, E]
   */
  Tensor route(Tensor u, Tensor w) {
    return squash(weightedSums(couplings(u.detach(), w.detach()), u, w)).transpose(0, 1);
  }

  /** The last round's coupling coefficients [J, B, I]; no gradient flows into them. */
  private Tensor couplings(Tensor u, Tensor w) {
    try (NoGradGuard _ = new NoGradGuard()) {
      // All logits are zero in the first round: every coefficient is a tenth.
      Tensor sums = matmul(u.view(u.size(0), -1), w).mul(new Scalar(1f / OUT));
      Tensor logits = agreements(u, w, squash(sums));
      Tensor second = squash(weightedSums(logits.softmax(0), u, w));
      return logits.add_(agreements(u, w, second)).softmax(0);
    }
  }

  /** Σ_i c_ij û_ij: coefficients [J, B, I] to [J, B, E]. */
  private static Tensor weightedSums(Tensor couplings, Tensor u, Tensor w) {
    return bmm(couplings.unsqueeze(-1).mul(u).view(OUT, u.size(0), -1), w);
  }

  /** û_ij · v_j: output capsules [J, B, E] to [J, B, I]. */
  private static Tensor agreements(Tensor u, Tensor w, Tensor capsules) {
    return bmm(capsules, w.transpose(1, 2)).view(OUT, u.size(0), -1, DIMENSIONS).mul(u).sum(-1);
  }
}
