package capstan.core.simd.em;

import static capstan.core.kernel.EmGeometry.NUMBERS;
import static capstan.core.kernel.EmGeometry.POSE;
import static capstan.core.simd.lanes.Lanes.COUNT;

import capstan.core.Tensor;
import capstan.core.Workspace;
import capstan.core.kernel.EmGeometry;

/**
 * Where a layer of matrix capsules keeps what. Nothing of it grows with the number of pairs but one
 * number of each pair and round; votes are sixteen of them.
 */
final class EmMemory extends EmExtents {
  /** From a place's first child to each of its slots' children, in floats. */
  final int[] childAt;

  /** Number of each place's first child. */
  final int[] firstChild;

  /** One over the number of parents of each child; 1 for a child without. */
  final float[] uniform;

  /** Where the pairs of each child begin in {@link #feeding}; one more than there are children. */
  final int[] feeds;

  /** Of each child the numbers place · slots + slot under which parents know it. */
  final int[] feeding;

  /** What is added to the first two numbers of each slot's votes: [slots][2]. */
  final float[] coordinates;

  /** As long, for numbers to which nothing is added. */
  final float[] none;

  /** Matrices [types][slots][16]. */
  final Tensor packed;

  /** Their gradient by block, likewise. */
  final Tensor[] dPacked;

  /** Gradients of β_u and β_a by block, [2][types][lanes]. */
  final Tensor dBetas;

  private final Tensor[] kept;
  private final Tensor[] own;

  EmMemory(EmGeometry g, Workspace workspace, int workers) {
    super(g);
    childAt = new int[slots];
    coordinates = new float[2 * slots];
    none = new float[2 * slots];
    for (int slot = 0; slot < slots; slot++) {
      childAt[slot] = (g.child(0, slot) - g.child(0, 0)) * NUMBERS * COUNT;
      coordinates[2 * slot] = g.rowOf(slot);
      coordinates[2 * slot + 1] = g.columnOf(slot);
    }
    int[] counts = g.parentsOfChildren();
    uniform = new float[children];
    feeds = new int[children + 1];
    for (int child = 0; child < children; child++) {
      uniform[child] = 1f / Math.max(1, counts[child]);
      feeds[child + 1] = feeds[child] + counts[child] / types;
    }
    firstChild = new int[places];
    feeding = new int[feeds[children]];
    int[] next = feeds.clone();
    for (int place = 0; place < places; place++) {
      firstChild[place] = g.child(place, 0);
      for (int slot = 0; slot < slots; slot++) {
        feeding[next[g.child(place, slot)]++] = place * slots + slot;
      }
    }
    packed = workspace.take(packed());
    kept = new Tensor[blocks];
    dPacked = new Tensor[blocks];
    for (int block = 0; block < blocks; block++) {
      kept[block] = workspace.take(keptVectors(), COUNT);
      dPacked[block] = workspace.take(packed());
    }
    dBetas = workspace.take(blocks, 2, types, COUNT);
    own = new Tensor[workers];
    for (int worker = 0; worker < workers; worker++) {
      own[worker] = workspace.take(ownVectors(), COUNT);
    }
  }

  /** The array of what is kept of a block. */
  float[] kept(int block) {
    return kept[block].array();
  }

  /** Its children [children][17][lanes]. */
  int childrenAt(int block) {
    return kept[block].offset();
  }

  /** Its assignments in a round but the first, [places][slots][types][lanes]. */
  int assignmentsAt(int block, int round) {
    return childrenAt(block) + (children * NUMBERS + (round - 1) * pairs) * COUNT;
  }

  /** A parent's statistics in a round. */
  int statisticsAt(int block, int round, int parent) {
    return assignmentsAt(block, rounds) + (round * parents + parent) * STATISTICS * COUNT;
  }

  /** A worker's own array. */
  float[] own(int worker) {
    return own[worker].array();
  }

  /** Votes, or their differences from a mean, [slots][16][lanes]. */
  int votesAt(int worker) {
    return own[worker].offset();
  }

  /** Gradients of the votes, likewise. */
  int dVotesAt(int worker) {
    return votesAt(worker) + slots * POSE * COUNT;
  }

  /** Sums of a type's gradients of matrices, likewise. */
  int dMatricesAt(int worker) {
    return dVotesAt(worker) + slots * POSE * COUNT;
  }

  /** One of four numbers of each slot, [slots][lanes]. */
  int slotsAt(int worker, int which) {
    return dMatricesAt(worker) + (slots * POSE + which * slots) * COUNT;
  }

  /** One of four sets of a parent's numbers, [35][lanes]. */
  int parentAt(int worker, int which) {
    return slotsAt(worker, 4) + which * STATISTICS * COUNT;
  }

  /** Parents, or their gradients, [parents][17][lanes]. */
  int parentsAt(int worker) {
    return parentAt(worker, 4);
  }

  /** One of two columns of a softmax, [parents][lanes]. */
  int columnAt(int worker, int which) {
    return parentsAt(worker) + (parents * NUMBERS + which * parents) * COUNT;
  }

  /** Gradients of the children [children][17][lanes]. */
  int dChildrenAt(int worker) {
    return columnAt(worker, 2);
  }

  /** Gradients of the logarithms that a round's assignments but the first's are made of. */
  int dAssignmentsAt(int worker, int round) {
    return dChildrenAt(worker) + (children * NUMBERS + (round - 1) * pairs) * COUNT;
  }

  /** A parent's factors of votes in a round, [2][16][lanes]. */
  int factorsAt(int worker, int round, int parent) {
    return dAssignmentsAt(worker, rounds) + (round * parents + parent) * 2 * POSE * COUNT;
  }

  /** Number of a parent's first pair; the next ones are as many further on as there are types. */
  int pairOf(int parent) {
    return parent / types * slots * types + parent % types;
  }

  /**
   * r = R α of a parent's children, into the first of the four numbers of each slot.
   *
   * @param mass where their sum goes in the worker's own array
   */
  void shares(int block, int round, int parent, int worker, int mass) {
    int first = firstChild[parent / types];
    float[] kept = kept(block);
    float[] own = own(worker);
    int x = childrenAt(block) + (first * NUMBERS + POSE) * COUNT;
    int r = slotsAt(worker, 0);
    if (round == 0) {
      ShareKernels.firstShares(childAt, uniform, first, kept, x, own, r, mass);
    } else {
      int assignments = assignmentsAt(block, round) + pairOf(parent) * COUNT;
      ShareKernels.shares(childAt, kept, assignments, types * COUNT, x, own, r, mass);
    }
  }

  /** Brings a child's numbers of all its pairs together; says how many there are. */
  int collect(int child, float[] pairs, int at, float[] column, int to) {
    int row = types * COUNT;
    for (int k = feeds[child]; k < feeds[child + 1]; k++) {
      System.arraycopy(pairs, at + feeding[k] * row, column, to, row);
      to += row;
    }
    return (feeds[child + 1] - feeds[child]) * types;
  }

  /** The way back from {@link #collect}. */
  void spread(int child, float[] column, int from, float[] pairs, int at) {
    int row = types * COUNT;
    for (int k = feeds[child]; k < feeds[child + 1]; k++) {
      System.arraycopy(column, from, pairs, at + feeding[k] * row, row);
      from += row;
    }
  }
}
