package capstan.core.simd.routing;

import static capstan.core.simd.lanes.Lanes.COUNT;

import capstan.core.Tensor;
import capstan.core.Workers;
import capstan.core.kernel.RoutingGeometry;
import capstan.core.kernel.RoutingPlan;
import capstan.core.simd.elementwise.SoftmaxKernels;
import capstan.core.simd.elementwise.SquashKernels;
import capstan.core.simd.lanes.RowLanes;
import capstan.core.simd.lanes.Sharing;

/**
 * Routing without prediction vectors in memory. Two observations make it small:
 *
 * <ul>
 *   <li>the logits of a round are sums of agreements with the outputs of the rounds before, and so
 *       one agreement with the sum of those outputs: bᵗ = û · (v¹ + … + vᵗ⁻¹). No logits are
 *       carried from round to round;
 *   <li>in the first round all coefficients are 1 / J, so s is the plain sum of û.
 * </ul>
 *
 * <p>Each round is one pass over chunks of input capsules and pairs of blocks of images, cut as
 * {@link RoutingExtents} says, and one short pass over the blocks that adds up the chunks' shares.
 * Parts are ordered by chunk, so that a chunk's weights are fetched once and serve all blocks from
 * the cache.
 */
final class SimdRoutingPlan extends RoutingPlan {
  private final RoutingMemory memory;
  private final RoutingGradient gradient;
  private final Workers workers;
  private boolean weightsKept;

  /** What few images are routed by while the weights are kept; else null. */
  private FewImages few;

  SimdRoutingPlan(RoutingGeometry geometry, RoutingMemory memory, Workers workers) {
    super(geometry);
    this.memory = memory;
    this.workers = workers;
    gradient = new RoutingGradient(geometry, memory, workers);
  }

  @Override
  public void keepWeights(boolean kept) {
    weightsKept = kept;
    few = null;
  }

  @Override
  protected void computeForward(Tensor u, Tensor w, Tensor bias, Tensor v) {
    RoutingMemory m = memory;
    if (few == null && weightsKept && m.batch > 0 && m.batch <= FewImages.MOST) {
      few = new FewImages(m, w, workers.threads());
    }
    for (int t = 0; t < m.rounds; t++) {
      int round = t;
      if (few != null) {
        Sharing.run(
            workers,
            m.operations() / m.blocks,
            m.batch * m.chunks,
            (part, worker) -> few.part(u, round, part, worker));
      } else {
        Sharing.run(
            workers,
            m.operations(),
            m.chunks * m.pairs(),
            (part, worker) -> part(u, w, round, part, worker));
      }
      Sharing.run(
          workers,
          (long) m.paddedBatch * m.rows * m.chunks,
          m.blocks,
          (block, worker) -> finishPart(round, bias, v, block, worker));
    }
  }

  @Override
  protected void computeBackward(
      Tensor u, Tensor w, Tensor bias, Tensor dv, Tensor du, Tensor dw, Tensor dBias) {
    if (few != null) {
      throw new IllegalStateException("routing: a forward pass with kept weights has no gradients");
    }
    gradient.compute(w, dv, du, dw, dBias);
  }

  private void load(Tensor u, int chunk, int block) {
    RoutingMemory m = memory;
    int from = m.from(chunk);
    int image = m.inDimensions * m.in;
    RowLanes.load(
        m.imagesIn(block),
        (m.to(chunk) - from) * m.inDimensions,
        u.array(),
        u.offset() + block * COUNT * image + from * m.inDimensions,
        image,
        m.images.array(),
        m.image(block, from));
  }

  /** Sums up a chunk's prediction vectors, weighed by their agreement with the rounds before. */
  private void part(Tensor u, Tensor w, int round, int part, int worker) {
    RoutingMemory m = memory;
    int chunk = part / m.pairs();
    int block = part % m.pairs() * 2;
    boolean two = block + 1 < m.blocks;
    start(u, round, chunk, block);
    if (two) {
      start(u, round, chunk, block + 1);
    }
    float[] own = m.own(worker).array();
    int first = m.own(worker).offset();
    int second = first + m.rows * COUNT;
    for (int i = m.from(chunk); i < m.to(chunk); i++) {
      m.predict(block, two, i, w, own, first);
      collect(round, chunk, block, i, own, first, worker);
      if (two) {
        collect(round, chunk, block + 1, i, own, second, worker);
      }
    }
  }

  /** Zeroes a chunk's share; the first round turns the chunk's images into lanes. */
  private void start(Tensor u, int round, int chunk, int block) {
    if (round == 0) {
      load(u, chunk, block);
    }
    memory.clearShare(block, chunk);
  }

  private void collect(
      int round, int chunk, int block, int i, float[] predictions, int at, int worker) {
    RoutingMemory m = memory;
    if (round > 0) {
      weigh(round, chunk, block, i, predictions, at, worker);
      return;
    }
    float[] sum = m.partial.array();
    int share = m.share(block, chunk);
    RoutingKernels.add(m.rows * COUNT, sum, share, predictions, at, sum, share);
  }

  private void weigh(
      int round, int chunk, int block, int i, float[] predictions, int at, int worker) {
    RoutingMemory m = memory;
    Tensor target = m.outputs[round - 1];
    boolean kept = round >= m.firstKept;
    float[] c = kept ? m.coefficients[round].array() : predictions;
    int cAt =
        kept
            ? m.coefficient(m.coefficients[round], block, i)
            : m.own(worker).offset() + 2 * m.rows * COUNT;
    RoutingKernels.agreement(
        m.out, m.outDimensions, predictions, at, target.array(), m.block(target, block), c, cAt);
    SoftmaxKernels.forward(m.out, c, cAt);
    RoutingKernels.addScaled(
        m.out, m.outDimensions, c, cAt, predictions, at, m.partial.array(), m.share(block, chunk));
  }

  /** From the chunks' shares to the round's output capsules. */
  private void finishPart(int round, Tensor bias, Tensor v, int block, int worker) {
    RoutingMemory m = memory;
    Tensor s = m.sums[round];
    int at = m.block(s, block);
    RoutingKernels.combine(
        m.chunks,
        m.rows,
        m.partial.array(),
        m.share(block, 0),
        round == 0 ? 1f / m.out : 1,
        bias == null ? null : bias.array(),
        bias == null ? 0 : bias.offset(),
        s.array(),
        at);
    boolean last = round == m.rounds - 1;
    float[] outputs = last ? m.own(worker).array() : m.outputs[round].array();
    int outputsAt = last ? m.own(worker).offset() : m.block(m.outputs[round], block);
    for (int row = 0; row < m.rows; row += m.outDimensions) {
      SquashKernels.forwardLanes(
          m.outDimensions,
          geometry().epsilon(),
          s.array(),
          at + row * COUNT,
          outputs,
          outputsAt + row * COUNT);
    }
    if (last) {
      RowLanes.store(
          m.imagesIn(block),
          m.rows,
          outputs,
          outputsAt,
          v.array(),
          v.offset() + block * COUNT * m.rows);
    } else if (round > 0) {
      Tensor before = m.outputs[round - 1];
      RoutingKernels.add(
          m.rows * COUNT,
          before.array(),
          m.block(before, block),
          outputs,
          outputsAt,
          outputs,
          outputsAt);
    }
  }
}
