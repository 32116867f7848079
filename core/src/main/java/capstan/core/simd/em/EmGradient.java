package capstan.core.simd.em;

import static capstan.core.kernel.EmGeometry.NUMBERS;
import static capstan.core.kernel.EmGeometry.POSE;
import static capstan.core.simd.lanes.Lanes.COUNT;

import capstan.core.Tensor;
import capstan.core.Workers;
import capstan.core.kernel.EmWeights;
import capstan.core.simd.elementwise.SoftmaxKernels;
import capstan.core.simd.lanes.RowLanes;
import java.util.Arrays;

/**
 * The way back through EM routing; the formulas stand in {@code ScalarEmGradient}. Gradients of
 * votes are linear in the votes, dV = Σ over the rounds of r (g + 2k (V − μ)) − dL (V − μ) / σ²,
 * with g and k of the parent, so the rounds but the first only find g, k and dL, and the first,
 * which computes the votes last, makes of all rounds' at once what goes on to poses and matrices.
 */
final class EmGradient {
  private static final int ROW = 4 * COUNT;
  private static final int POSES = POSE * COUNT;

  private final EmMemory memory;
  private final Workers workers;

  EmGradient(EmMemory memory, Workers workers) {
    this.memory = memory;
    this.workers = workers;
  }

  void compute(Tensor betaU, Tensor dy, Tensor dx, EmWeights gradients) {
    EmMemory m = memory;
    workers.run(
        m.blocks,
        (block, worker) -> {
          start(dy, block, worker);
          for (int round = m.rounds - 1; round > 0; round--) {
            for (int parent = 0; parent < m.parents; parent++) {
              throughMaximisation(betaU, block, round, parent, worker);
            }
            throughSoftmax(block, round, worker);
          }
          for (int type = 0; type < m.types; type++) {
            throughFirstRound(betaU, block, type, worker);
          }
          if (dx != null) {
            RowLanes.store(m.own(worker), m.dChildrenAt(worker), dx, block);
          }
        });
    if (gradients.matrices() != null) {
      workers.run(m.geometry.matrices(), (row, worker) -> sum(row, gradients.matrices()));
    }
    sumBetas(0, gradients.costs());
    sumBetas(1, gradients.thresholds());
  }

  private void start(Tensor dy, int block, int worker) {
    EmMemory m = memory;
    RowLanes.load(dy, block, m.own(worker), m.parentsAt(worker));
    int at = m.dChildrenAt(worker);
    Arrays.fill(m.own(worker), at, at + m.children * NUMBERS * COUNT, 0);
    int betas = betaAt(block, 0, 0);
    Arrays.fill(m.dBetas.array(), betas, betas + 2 * m.types * COUNT, 0);
  }

  private int betaAt(int block, int which, int type) {
    return memory.dBetas.offset() + ((block * 2 + which) * memory.types + type) * COUNT;
  }

  /** From a parent's gradients to those of its children's shares and activations. */
  private void throughMaximisation(Tensor betaU, int block, int round, int parent, int worker) {
    EmMemory m = memory;
    float[] kept = m.kept(block);
    float[] own = m.own(worker);
    int first = m.firstChild[parent / m.types];
    int type = parent % m.types;
    int child = m.childrenAt(block) + first * NUMBERS * COUNT;
    int statistics = m.statisticsAt(block, round, parent);
    int d = m.votesAt(worker);
    float[] w = m.packed.array();
    int wAt = m.packed.offset() + type * m.slots * POSE;
    for (int h = 0; h < POSES; h += ROW) {
      float[] c = h == 0 ? m.coordinates : m.none;
      VoteKernels.differences(m.childAt, kept, child + h, statistics + h, w, wAt, c, own, d + h);
    }
    int gradients = m.parentAt(worker, 0);
    if (round == m.rounds - 1) {
      ParentKernels.ofOutput(
          own, m.parentsAt(worker) + parent * NUMBERS * COUNT, kept, statistics, own, gradients);
    } else {
      gatherSlopes(round + 1, parent, worker, gradients + EmExtents.MASS * COUNT);
      for (int h = 0; h < POSES; h += ROW) {
        SpreadKernels.moments(m.slots, own, d + h, m.slotsAt(worker, 1), gradients + h);
      }
      ParentKernels.ofExpectation(own, gradients, kept, statistics);
    }
    int factors = m.factorsAt(worker, round, parent);
    int common = m.parentAt(worker, 1);
    ParentKernels.factors(
        own,
        gradients,
        kept,
        statistics,
        betaU.array()[betaU.offset() + type],
        m.geometry.lambda(round),
        own,
        factors,
        own,
        common,
        m.dBetas.array(),
        betaAt(block, 0, type),
        betaAt(block, 1, type));
    int slopes = m.slotsAt(worker, 2);
    for (int slot = 0; slot < m.slots; slot++) {
      System.arraycopy(own, common, own, slopes + slot * COUNT, COUNT);
    }
    for (int h = 0; h < POSES; h += 2 * ROW) {
      SpreadKernels.slopes(m.slots, own, d + h, factors + h, slopes);
    }
    int dx = m.dChildrenAt(worker) + (first * NUMBERS + POSE) * COUNT;
    if (round == 0) {
      ShareKernels.toActivations(m.childAt, m.uniform, first, own, slopes, dx);
    } else {
      int pair = m.pairOf(parent) * COUNT;
      int r = m.assignmentsAt(block, round) + pair;
      int to = m.dAssignmentsAt(worker, round) + pair;
      int x = child + POSES;
      ShareKernels.toAssignments(m.childAt, own, slopes, dx, to, kept, r, x, m.types * COUNT);
    }
  }

  /** dL of a round's assignments into the second of the four numbers of each slot. */
  private void gatherSlopes(int round, int parent, int worker, int sum) {
    EmMemory m = memory;
    int from = m.dAssignmentsAt(worker, round) + m.pairOf(parent) * COUNT;
    int to = m.slotsAt(worker, 1);
    ShareKernels.gather(m.slots, m.own(worker), from, m.types * COUNT, to, sum);
  }

  /** From dR to dL. */
  private void throughSoftmax(int block, int round, int worker) {
    EmMemory m = memory;
    float[] own = m.own(worker);
    int y = m.columnAt(worker, 0);
    int dy = m.columnAt(worker, 1);
    int at = m.dAssignmentsAt(worker, round);
    for (int child = 0; child < m.children; child++) {
      int count = m.collect(child, m.kept(block), m.assignmentsAt(block, round), own, y);
      m.collect(child, own, at, own, dy);
      SoftmaxKernels.backward(count, own, y, own, dy);
      m.spread(child, own, dy, own, at);
    }
  }

  /** All parents of a type, and what all rounds found out about their votes. */
  private void throughFirstRound(Tensor betaU, int block, int type, int worker) {
    EmMemory m = memory;
    float[] own = m.own(worker);
    int sums = m.dMatricesAt(worker);
    int dv = m.dVotesAt(worker);
    float[] w = m.packed.array();
    int wAt = m.packed.offset() + type * m.slots * POSE;
    Arrays.fill(own, sums, sums + m.slots * POSES, 0);
    for (int place = 0; place < m.places; place++) {
      int parent = place * m.types + type;
      throughMaximisation(betaU, block, 0, parent, worker);
      makeVoteGradients(block, parent, worker);
      int child = m.firstChild[place] * NUMBERS * COUNT;
      int x = m.childrenAt(block) + child;
      int dx = m.dChildrenAt(worker) + child;
      for (int h = 0; h < 4; h++) {
        int row = h * ROW;
        VoteKernels.toPoses(m.childAt, w, wAt, own, dv + row, dx + row);
        VoteKernels.toMatrices(m.childAt, m.kept(block), x + h * COUNT, own, dv, sums + row);
      }
    }
    int to = m.dPacked[block].offset() + type * m.slots * POSE;
    for (int number = 0; number < m.slots * POSE; number += COUNT) {
      RowLanes.load(COUNT, COUNT, own, sums + number * COUNT, own, m.votesAt(worker));
      ParentKernels.addRows(own, m.votesAt(worker), m.dPacked[block].array(), to + number);
    }
  }

  /** dV of a parent's children, with the differences from the first round's mean at hand. */
  private void makeVoteGradients(int block, int parent, int worker) {
    EmMemory m = memory;
    float[] kept = m.kept(block);
    float[] own = m.own(worker);
    int mean = m.statisticsAt(block, 0, parent);
    int maximisation = m.parentAt(worker, 2);
    int expectation = m.parentAt(worker, 3);
    int r = m.slotsAt(worker, 0);
    int dl = m.slotsAt(worker, 1);
    int nowhere = m.parentAt(worker, 1);
    for (int round = 0; round < m.rounds; round++) {
      m.shares(block, round, parent, worker, nowhere);
      ParentKernels.shifted(
          own,
          m.factorsAt(worker, round, parent),
          kept,
          mean,
          m.statisticsAt(block, round, parent),
          own,
          maximisation);
      if (round > 0) {
        gatherSlopes(round, parent, worker, nowhere);
        ParentKernels.ofDistance(
            kept, mean, m.statisticsAt(block, round - 1, parent), own, expectation);
      }
      for (int h = 0; h < POSES; h += ROW) {
        int d = m.votesAt(worker) + h;
        int dv = m.dVotesAt(worker) + h;
        int g = maximisation + h;
        if (round == 0) {
          SpreadKernels.toVotes(m.slots, own, d, r, g, dv);
        } else {
          SpreadKernels.addToVotes(m.slots, own, d, r, dl, g, expectation + h, dv);
        }
      }
    }
  }

  /** A row of matrices: over the blocks in order, and over the places that share it. */
  private void sum(int row, Tensor dw) {
    EmMemory m = memory;
    for (int type = 0; type < m.types; type++) {
      int to = dw.offset() + (row * m.types + type) * POSE;
      Arrays.fill(dw.array(), to, to + POSE, 0);
      for (Tensor part : m.dPacked) {
        for (int slot = row; slot < m.slots; slot += m.geometry.matrices()) {
          int from = part.offset() + (type * m.slots + slot) * POSE;
          for (int h = 0; h < POSE; h++) {
            dw.array()[to + h] += part.array()[from + h];
          }
        }
      }
    }
  }

  private void sumBetas(int which, Tensor into) {
    if (into == null) {
      return;
    }
    for (int type = 0; type < memory.types; type++) {
      float sum = 0;
      for (int block = 0; block < memory.blocks; block++) {
        int from = betaAt(block, which, type);
        for (int lane = 0; lane < COUNT; lane++) {
          sum += memory.dBetas.array()[from + lane];
        }
      }
      into.array()[into.offset() + type] = sum;
    }
  }
}
