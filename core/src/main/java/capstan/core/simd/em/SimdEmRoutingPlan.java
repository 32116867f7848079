package capstan.core.simd.em;

import static capstan.core.kernel.EmGeometry.NUMBERS;
import static capstan.core.kernel.EmGeometry.POSE;
import static capstan.core.simd.lanes.Lanes.COUNT;

import capstan.core.Tensor;
import capstan.core.Workers;
import capstan.core.kernel.EmRoutingPlan;
import capstan.core.kernel.EmWeights;
import capstan.core.simd.elementwise.SoftmaxKernels;
import capstan.core.simd.lanes.RowLanes;

/**
 * EM routing of blocks of images, an image per lane. One thread takes a block through all rounds;
 * in each it computes a parent's votes, their mean and variance, and at once the logarithms of the
 * next round's assignments, while the votes are in the second-level cache: 64 multiply-adds of
 * votes and about as many other operations for each pair of a child and a parent.
 */
final class SimdEmRoutingPlan extends EmRoutingPlan {
  private final EmMemory memory;
  private final EmGradient gradient;
  private final Workers workers;

  SimdEmRoutingPlan(EmMemory memory, Workers workers) {
    super(memory.geometry);
    this.memory = memory;
    this.workers = workers;
    gradient = new EmGradient(memory, workers);
  }

  @Override
  protected void computeForward(Tensor x, EmWeights weights, Tensor y) {
    pack(weights.matrices());
    workers.run(
        memory.blocks,
        (block, worker) -> {
          EmMemory m = memory;
          RowLanes.load(x, block, m.kept(block), m.childrenAt(block));
          for (int round = 0; round < m.rounds; round++) {
            for (int parent = 0; parent < m.parents; parent++) {
              maximise(weights, block, round, parent, worker);
            }
            if (round + 1 < m.rounds) {
              normalise(block, round + 1, worker);
            }
          }
          store(y, block, worker);
        });
  }

  /** From [matrices][types][16] to [types][slots][16]. */
  private void pack(Tensor w) {
    EmMemory m = memory;
    int to = m.packed.offset();
    for (int type = 0; type < m.types; type++) {
      for (int slot = 0; slot < m.slots; slot++) {
        int from = w.offset() + (m.geometry.matrix(slot) * m.types + type) * POSE;
        System.arraycopy(w.array(), from, m.packed.array(), to, POSE);
        to += POSE;
      }
    }
  }

  /** The M-step of a parent, and its part in the E-step. */
  private void maximise(EmWeights weights, int block, int round, int parent, int worker) {
    EmMemory m = memory;
    float[] kept = m.kept(block);
    float[] own = m.own(worker);
    int place = parent / m.types;
    int type = parent % m.types;
    int sums = m.parentAt(worker, 0);
    int step = m.parentAt(worker, 1);
    int shares = m.slotsAt(worker, 0);
    int votes = m.votesAt(worker);
    int statistics = m.statisticsAt(block, round, parent);
    m.shares(block, round, parent, worker, sums + EmExtents.MASS * COUNT);
    int child = m.childrenAt(block) + m.firstChild[place] * NUMBERS * COUNT;
    float[] w = m.packed.array();
    int wAt = m.packed.offset() + type * m.slots * POSE;
    for (int h = 0; h < POSE * COUNT; h += 4 * COUNT) {
      float[] c = h == 0 ? m.coordinates : m.none;
      VoteKernels.votes(m.childAt, kept, child + h, w, wAt, c, own, shares, votes + h, sums + h);
    }
    ParentKernels.mean(own, sums, kept, statistics);
    for (int h = 0; h < POSE * COUNT; h += 4 * COUNT) {
      SpreadKernels.squares(m.slots, kept, statistics + h, own, votes + h, shares, sums + h);
    }
    Tensor betaU = weights.costs();
    Tensor betaA = weights.thresholds();
    ParentKernels.spread(
        own,
        sums,
        kept,
        statistics,
        betaU.array()[betaU.offset() + type],
        betaA.array()[betaA.offset() + type],
        m.geometry.lambda(round),
        own,
        step);
    if (round + 1 < m.rounds) {
      int to = m.assignmentsAt(block, round + 1) + m.pairOf(parent) * COUNT;
      SpreadKernels.logarithms(m.slots, own, votes, step, kept, to, m.types * COUNT);
    }
  }

  /** Softmax of each child's logarithms, over all parents that it feeds. */
  private void normalise(int block, int round, int worker) {
    EmMemory m = memory;
    float[] kept = m.kept(block);
    float[] own = m.own(worker);
    int column = m.columnAt(worker, 0);
    int at = m.assignmentsAt(block, round);
    for (int child = 0; child < m.children; child++) {
      int count = m.collect(child, kept, at, own, column);
      if (count > 0) {
        SoftmaxKernels.forward(count, own, column);
        m.spread(child, own, column, kept, at);
      }
    }
  }

  private void store(Tensor y, int block, int worker) {
    EmMemory m = memory;
    float[] kept = m.kept(block);
    float[] own = m.own(worker);
    int to = m.parentsAt(worker);
    for (int parent = 0; parent < m.parents; parent++) {
      int at = m.statisticsAt(block, m.rounds - 1, parent);
      System.arraycopy(kept, at, own, to, POSE * COUNT);
      System.arraycopy(kept, at + EmExtents.ACTIVATION * COUNT, own, to + POSE * COUNT, COUNT);
      to += NUMBERS * COUNT;
    }
    RowLanes.store(own, m.parentsAt(worker), y, block);
  }

  @Override
  protected void computeBackward(
      Tensor x, EmWeights weights, Tensor dy, Tensor dx, EmWeights gradients) {
    gradient.compute(weights.costs(), dy, dx, gradients);
  }

  @Override
  protected void readAssignments(int round, Tensor into) {
    EmMemory m = memory;
    float[] to = into.array();
    if (round == 0) {
      for (int k = 0; k < into.elements(); k++) {
        int entry = k / m.types % (m.places * m.slots);
        to[into.offset() + k] = m.uniform[m.geometry.child(entry / m.slots, entry % m.slots)];
      }
      return;
    }
    for (int block = 0; block < m.blocks; block++) {
      RowLanes.store(m.kept(block), m.assignmentsAt(block, round), into, block);
    }
  }

  @Override
  protected void readActivations(int round, Tensor into) {
    EmMemory m = memory;
    for (int k = 0; k < into.elements(); k++) {
      int image = k / m.parents;
      int at = m.statisticsAt(image / COUNT, round, k % m.parents);
      into.array()[into.offset() + k] =
          m.kept(image / COUNT)[at + EmExtents.ACTIVATION * COUNT + image % COUNT];
    }
  }
}
