package capstan.core.simd.routing;

import static capstan.core.simd.lanes.Lanes.COUNT;

import capstan.core.Tensor;
import capstan.core.Workers;
import capstan.core.kernel.RoutingGeometry;
import capstan.core.simd.elementwise.SoftmaxKernels;
import capstan.core.simd.elementwise.SquashKernels;
import capstan.core.simd.lanes.RowLanes;
import capstan.core.simd.lanes.Sharing;

/**
 * The gradient of {@link SimdRoutingPlan}. With Vᵗ = v¹ + … + vᵗ, round t is
 *
 * <pre>
 *   bᵗ = û · Vᵗ⁻¹     cᵗ = softmax of bᵗ     sᵗ = β + Σᵢ cᵗ û     vᵗ = squash(sᵗ)
 * </pre>
 *
 * <p>and walking back from the last round r, where dvʳ is given,
 *
 * <pre>
 *   dsᵗ = gradient of squash at sᵗ, applied to dvᵗ
 *   dbᵗ = gradient of softmax at cᵗ, applied to û · dsᵗ
 *   dvᵗ⁻¹ = dvᵗ, if t is not r, + Σᵢ dbᵗ û      (each v is in every later V)
 *   dû = Σ over t of cᵗ dsᵗ + dbᵗ Vᵗ⁻¹
 * </pre>
 *
 * <p>Each step to an earlier round is one pass that computes û again; the gradient through the last
 * round only stops after dsʳ, with dû = cʳ dsʳ, and never looks at û. The final pass, {@link
 * RoutingWeightGradient} for the weights and {@link #toInput} for the input capsules, builds dû
 * from the small factors c, ds, db and V where it is consumed, as {@link PredictionGradient} lists
 * them.
 */
final class RoutingGradient {
  private final RoutingMemory memory;
  private final float epsilon;
  private final boolean allRounds;
  private final Workers workers;
  private final PredictionGradient terms;
  private final RoutingWeightGradient weightGradient;

  /** ds of each round that has a gradient, [blocks][J · E][lanes]. */
  private final Tensor[] dSums;

  /** db of each round but the first, [blocks][I][J][lanes]. */
  private final Tensor[] dLogits;

  /** dv of the round at hand, [blocks][J · E][lanes]. */
  private final Tensor dOutputs;

  RoutingGradient(RoutingGeometry geometry, RoutingMemory memory, Workers workers) {
    this.memory = memory;
    this.workers = workers;
    epsilon = geometry.epsilon();
    allRounds = memory.allRounds;
    dSums = new Tensor[memory.rounds];
    dLogits = new Tensor[memory.rounds];
    dOutputs = memory.takeBlocks();
    for (int t = allRounds ? 0 : memory.rounds - 1; t < memory.rounds; t++) {
      dSums[t] = memory.takeBlocks();
      if (allRounds && t > 0) {
        dLogits[t] = memory.takeCoefficients();
      }
    }
    terms = new PredictionGradient(memory, dSums, dLogits);
    weightGradient = new RoutingWeightGradient(memory, terms, dSums, workers);
  }

  void compute(Tensor w, Tensor dv, Tensor du, Tensor dw, Tensor dBias) {
    RoutingMemory m = memory;
    long blockwise = (long) m.paddedBatch * m.rows * 8;
    Sharing.run(workers, blockwise, m.blocks, (block, worker) -> startPart(dv, block));
    for (int t = m.rounds - 1; allRounds && t > 0; t--) {
      int round = t;
      Sharing.run(
          workers,
          m.operations(),
          m.chunks * m.pairs(),
          (part, worker) -> passPart(w, round, part, worker));
      Sharing.run(
          workers, blockwise, m.blocks, (block, worker) -> finishPart(round, block, worker));
    }
    weightGradient.prepare();
    int parts = (m.in + RoutingExtents.CAPSULES - 1) / RoutingExtents.CAPSULES;
    Sharing.run(
        workers, 2 * m.operations(), parts, (part, worker) -> finalPart(w, du, dw, part, worker));
    if (dBias != null) {
      weightGradient.bias(dBias);
    }
  }

  /** ds of the last round. */
  private void startPart(Tensor dv, int block) {
    RoutingMemory m = memory;
    RowLanes.load(dv, block, dOutputs.array(), m.block(dOutputs, block));
    squashBackward(block, m.rounds - 1);
  }

  private void squashBackward(int block, int t) {
    RoutingMemory m = memory;
    int at = m.block(dOutputs, block);
    int sAt = m.block(m.sums[t], block);
    int dsAt = m.block(dSums[t], block);
    for (int k = 0; k < m.rows * COUNT; k += m.outDimensions * COUNT) {
      SquashKernels.backwardLanes(
          m.outDimensions,
          epsilon,
          m.sums[t].array(),
          sAt + k,
          dOutputs.array(),
          at + k,
          dSums[t].array(),
          dsAt + k);
    }
  }

  /** db of the round at hand, and a chunk's share of Σᵢ db û. */
  private void passPart(Tensor w, int round, int part, int worker) {
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
      weigh(round, chunk, block, i, own, first);
      if (two) {
        weigh(round, chunk, block + 1, i, own, second);
      }
    }
  }

  private void weigh(int round, int chunk, int block, int i, float[] predictions, int at) {
    RoutingMemory m = memory;
    Tensor ds = dSums[round];
    Tensor c = m.coefficients[round];
    float[] db = dLogits[round].array();
    int dbAt = m.coefficient(dLogits[round], block, i);
    RoutingKernels.agreement(
        m.out, m.outDimensions, predictions, at, ds.array(), m.block(ds, block), db, dbAt);
    SoftmaxKernels.backward(m.out, c.array(), m.coefficient(c, block, i), db, dbAt);
    RoutingKernels.addScaled(
        m.out,
        m.outDimensions,
        db,
        dbAt,
        predictions,
        at,
        m.partial.array(),
        m.share(block, chunk));
  }

  /** dv and ds of the round before the one at hand. */
  private void finishPart(int round, int block, int worker) {
    RoutingMemory m = memory;
    float[] share = m.own(worker).array();
    int shareAt = m.own(worker).offset();
    RoutingKernels.combine(
        m.chunks, m.rows, m.partial.array(), m.share(block, 0), 1, null, 0, share, shareAt);
    int at = m.block(dOutputs, block);
    if (round == m.rounds - 1) {
      System.arraycopy(share, shareAt, dOutputs.array(), at, m.rows * COUNT);
    } else {
      RoutingKernels.add(
          m.rows * COUNT, dOutputs.array(), at, share, shareAt, dOutputs.array(), at);
    }
    squashBackward(block, round - 1);
  }

  /**
   * What is wanted of du and dw for some input capsules, one after the other while their
   * coefficients are at hand.
   */
  private void finalPart(Tensor w, Tensor du, Tensor dw, int part, int worker) {
    RoutingMemory m = memory;
    int from = part * RoutingExtents.CAPSULES;
    int to = Math.min(m.in, from + RoutingExtents.CAPSULES);
    for (int block = 0; du != null && block < m.blocks; block += 2) {
      toInput(w, du, from, to, block, worker);
    }
    if (dw != null) {
      weightGradient.compute(dw, from, to, worker);
    }
  }

  /** du of some input capsules and a pair of blocks of images. */
  private void toInput(Tensor w, Tensor du, int from, int to, int block, int worker) {
    RoutingMemory m = memory;
    boolean two = block + 1 < m.blocks;
    float[] own = m.own(worker).array();
    int dp = m.own(worker).offset();
    int secondDp = dp + m.rows * COUNT;
    int result = secondDp + m.rows * COUNT;
    int d = m.inDimensions;
    int secondResult = result + RoutingExtents.CAPSULES * d * COUNT;
    for (int i = from; i < to; i++) {
      int wAt = w.offset() + i * m.rows * d;
      int at = (i - from) * d * COUNT;
      predictionGradient(block, i, own, dp);
      if (two) {
        predictionGradient(block + 1, i, own, secondDp);
        InputGradientKernels.toInputOfTwo(
            m.rows, d, w.array(), wAt, own, dp, result + at, secondResult + at);
      } else {
        InputGradientKernels.toInput(m.rows, d, w.array(), wAt, own, dp, result + at);
      }
    }
    store(du, from, to, block, own, result);
    if (two) {
      store(du, from, to, block + 1, own, secondResult);
    }
  }

  private void store(Tensor du, int from, int to, int block, float[] own, int result) {
    RoutingMemory m = memory;
    int image = m.inDimensions * m.in;
    RowLanes.store(
        m.imagesIn(block),
        (to - from) * m.inDimensions,
        own,
        result,
        du.array(),
        du.offset() + block * COUNT * image + from * m.inDimensions,
        image);
  }

  /** dû of one input capsule for a block of images, [J · E][lanes]. */
  private void predictionGradient(int block, int i, float[] dp, int at) {
    RoutingMemory m = memory;
    Tensor ds = terms.constant();
    if (ds == null) {
      // The last round alone, so a single product.
      Tensor c = terms.coefficients(0);
      Tensor x = terms.vectors(0);
      RoutingKernels.setScaled(
          m.out,
          m.outDimensions,
          c.array(),
          m.coefficient(c, block, i),
          x.array(),
          m.block(x, block),
          dp,
          at);
      return;
    }
    RoutingKernels.scale(m.rows * COUNT, 1f / m.out, ds.array(), m.block(ds, block), dp, at);
    for (int k = 0; k < terms.count(); k += 2) {
      Tensor c = terms.coefficients(k);
      Tensor x = terms.vectors(k);
      Tensor d = terms.coefficients(k + 1);
      Tensor y = terms.vectors(k + 1);
      RoutingKernels.addTwoScaled(
          m.out,
          m.outDimensions,
          c.array(),
          m.coefficient(c, block, i),
          x.array(),
          m.block(x, block),
          d.array(),
          m.coefficient(d, block, i),
          y.array(),
          m.block(y, block),
          dp,
          at);
    }
  }
}
