package capstan.bench.peers;

import static capstan.bench.peers.TorchNetwork.sum;
import static org.bytedeco.pytorch.global.torch.bmm;
import static org.bytedeco.pytorch.global.torch.matmul;

import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * DigitCaps in PyTorch: three rounds of routing, the gradient through the last.
 *
 * <p>The prediction vectors of a batch, û_ij = W_ij u_i, are 94 MB, and every multiplication or sum
 * over them moves all of that. They are never made here: a weighted sum is one batched matrix
 * product, s_j = (c_j ⊙ u)·W_j, and so are all agreements, û_ij · v_j = u_i · (W_j v_j)_i, whose
 * tensors are half that size. Both directions took 60 ms at batch 128 so, 87 with û by a batched
 * product and sums over it, 110 to 120 with batched products over views of û; at batch 16 and 32
 * they took two thirds of the time. For one image û is small beside W, so it is made: 3.5 ms
 * instead of 7.5 on one thread.
 */
final class TorchRouting {
  private static final int OUT = 10;
  private static final int DIMENSIONS = 8;

  private final Scalar one = new Scalar(1f);
  private final Scalar tenth = new Scalar(1f / OUT);
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
    Tensor q = sum(s.square(), -1, true);
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
    return (u.size(0) == 1 ? routeOne(u, w) : routeBatch(u, w)).transpose(0, 1);
  }

  private Tensor routeBatch(Tensor u, Tensor w) {
    Tensor fixedU = u.detach();
    Tensor fixedW = w.detach();
    Tensor couplings =
        couplings(
            matmul(fixedU.view(u.size(0), -1), fixedW),
            coefficients -> weightedSums(coefficients, fixedU, fixedW),
            capsules -> agreements(fixedU, fixedW, capsules));
    return squash(weightedSums(couplings, u, w));
  }

  private Tensor routeOne(Tensor u, Tensor w) {
    // û, [J, I, E].
    Tensor predictions =
        sum(
            w.view(OUT, -1, DIMENSIONS, w.size(2)).mul(u.view(-1, DIMENSIONS, 1)),
            /* axis= */ 2,
            /* kept= */ false);
    Tensor couplings =
        couplings(
            sum(predictions, 1, true),
            coefficients -> bmm(coefficients, predictions),
            capsules -> bmm(predictions, capsules.transpose(1, 2)).transpose(1, 2));
    return squash(bmm(couplings, predictions));
  }

  /**
   * The last round's coupling coefficients [J, B, I]; no gradient flows into them.
   *
   * @param sums Σ_i û_ij, [J, B, E]
   * @param weightedSums Σ_i c_ij û_ij: coefficients [J, B, I] to [J, B, E]
   * @param agreements û_ij · v_j: output capsules [J, B, E] to [J, B, I]
   */
  private Tensor couplings(
      Tensor sums, UnaryOperator<Tensor> weightedSums, UnaryOperator<Tensor> agreements) {
    try (NoGradGuard _ = new NoGradGuard()) {
      // All logits are zero in the first round: every coefficient is a tenth.
      Tensor logits = agreements.apply(squash(sums.mul(tenth)));
      Tensor second = squash(weightedSums.apply(logits.softmax(0)));
      return logits.add_(agreements.apply(second)).softmax(0);
    }
  }

  private static Tensor weightedSums(Tensor couplings, Tensor u, Tensor w) {
    return bmm(couplings.unsqueeze(-1).mul(u).view(OUT, u.size(0), -1), w);
  }

  private static Tensor agreements(Tensor u, Tensor w, Tensor capsules) {
    return bmm(capsules, w.transpose(1, 2)).view(OUT, u.size(0), -1, DIMENSIONS).mul(u).sum(-1);
  }
}
