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
 *   <li>in the first round all coefficients are 1 / J, so s is a plain matrix product.
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

  SimdRoutingPlan(RoutingGeometry geometry, RoutingMemory memory, Workers workers) {
    super(geometry);
    this.memory = memory;
    this.workers = workers;
    gradient = new RoutingGradient(geometry, memory, workers);
  }

  @Override
  protected void computeForward(Tensor u, Tensor w, Tensor bias, Tensor v) {
    RoutingMemory m = memory;
    for (int t = 0; t < m.rounds; t++) {
      int round = t;
      Sharing.run(
          workers,
          m.operations(),
          m.chunks * m.pairs(),
          round == 0
              ? (part, worker) -> firstPart(u, w, part)
              : (part, worker) -> laterPart(w, round, part, worker));
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
    gradient.compute(w, dv, du, dw, dBias);
  }

  /** Turns a chunk's images into lanes and sums up their prediction vectors. */
  private void firstPart(Tensor u, Tensor w, int part) {
    RoutingMemory m = memory;
    int chunk = part / m.pairs();
    int block = part % m.pairs() * 2;
    boolean two = block + 1 < m.blocks;
    load(u, chunk, block);
    if (two) {
      load(u, chunk, block + 1);
    }
    for (int i = m.from(chunk); i < m.to(chunk); i++) {
      int wAt = w.offset() + i * m.rows * m.inDimensions;
      if (two) {
        PredictionKernels.addTwo(
            m.rows,
            m.inDimensions,
            w.array(),
            wAt,
            m.images.array(),
            m.image(block, i),
            m.image(block + 1, i),
            m.partial.array(),
            m.share(block, chunk),
            m.share(block + 1, chunk));
      } else {
        PredictionKernels.add(
            m.rows,
            m.inDimensions,
            w.array(),
            wAt,
            m.images.array(),
            m.image(block, i),
            m.partial.array(),
            m.share(block, chunk));
      }
    }
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
    m.clearShare(block, chunk);
  }

  /** Weighs a chunk's prediction vectors by their agreement with the rounds before. */
  private void laterPart(Tensor w, int round, int part, int worker) {
    RoutingMemory m = memory;
    int chunk = part / m.pairs();
    int block = part % m.pairs() * 2;
    boolean two = block + 1 < m.blocks;
    m.clearShare(block, chunk);
    if (two) {
      m.clearShare(block + 1, chunk);
    }
    float[] own = m.own(worker).array();
    int first = m.own(worker).offset();
    int second = first + m.rows * COUNT;
    for (int i = m.from(chunk); i < m.to(chunk); i++) {
      m.predict(block, two, i, w, own, first);
      weigh(round, chunk, block, i, own, first, worker);
      if (two) {
        weigh(round, chunk, block + 1, i, own, second, worker);
      }
    }
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
