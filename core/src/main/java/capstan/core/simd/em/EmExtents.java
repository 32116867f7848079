package capstan.core.simd.em;

import static capstan.core.kernel.EmGeometry.NUMBERS;
import static capstan.core.kernel.EmGeometry.POSE;
import static capstan.core.simd.lanes.Lanes.COUNT;

import capstan.core.kernel.EmGeometry;

/** How much there is of everything in a layer of matrix capsules, in vectors of as many images. */
class EmExtents {
  /** Of a parent in a round: the mean, the variance, and these. */
  static final int MASS = 2 * POSE;

  /** ½ Σ ln σ². */
  static final int HALF_LOGARITHMS = MASS + 1;

  /** The activation. */
  static final int ACTIVATION = MASS + 2;

  /** Vectors of all of these. */
  static final int STATISTICS = MASS + 3;

  final EmGeometry geometry;
  final int rounds;
  final int types;
  final int slots;
  final int places;
  final int parents;
  final int pairs;
  final int children;
  final int blocks;

  EmExtents(EmGeometry geometry) {
    this.geometry = geometry;
    rounds = geometry.rounds();
    types = geometry.parentTypes();
    slots = geometry.slots();
    places = geometry.parentPlaces();
    parents = geometry.parents();
    pairs = geometry.pairs();
    children = geometry.children();
    blocks = (geometry.batch() + COUNT - 1) / COUNT;
  }

  /** Vectors kept of a block: its children, and of each round assignments and statistics. */
  final int keptVectors() {
    return children * NUMBERS + (rounds - 1) * pairs + rounds * parents * STATISTICS;
  }

  /**
   * A worker's own vectors: two sets of votes and one of sums of matrices; four numbers of each
   * slot; four sets of statistics; the parents; two columns of a softmax; and for the way back the
   * children, the assignments' gradients of all rounds but one, and two sets of factors of each
   * parent and round.
   */
  final int ownVectors() {
    return 3 * slots * POSE
        + 4 * slots
        + 4 * STATISTICS
        + parents * NUMBERS
        + 2 * parents
        + children * NUMBERS
        + (rounds - 1) * pairs
        + rounds * parents * 2 * POSE;
  }

  /** Numbers of all matrices as they are packed: those of classes once for each place. */
  final int packed() {
    return types * slots * POSE;
  }

  /** Floats of all memory together. */
  final long floats(int workers) {
    return COUNT * ((long) blocks * keptVectors() + (long) workers * ownVectors())
        + (1L + blocks) * packed()
        + 2L * blocks * types * COUNT;
  }
}
