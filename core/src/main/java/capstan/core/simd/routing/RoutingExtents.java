package capstan.core.simd.routing;

import static capstan.core.simd.lanes.Lanes.COUNT;

import capstan.core.kernel.RoutingGeometry;

/**
 * How a routing layer is cut, and how much memory it takes.
 *
 * <p>Images are taken in blocks of one vector, an image per lane; missing images are zero. Input
 * capsules are taken in chunks: each chunk's share of a sum over input capsules is kept apart, and
 * shares are added from the first to the last, so that the order of additions is the same for one
 * image as for many and for any number of threads. A chunk's weights fit into half of a small L2
 * cache, where they serve every block of images.
 */
class RoutingExtents {
  /**
   * Input capsules per part of the gradient's final pass, which reads all their coefficients: 40
   * KiB for 128 images and the last round alone, four times as much for all of three.
   */
  static final int CAPSULES = 8;

  /** Images at a time in sums over images: enough for long loops, few enough for the caches. */
  static final int IMAGES = 128;

  /** Weights of a chunk: 512 KiB. The same on every machine: chunks are the order of sums. */
  private static final int CHUNK_WEIGHTS = 1 << 17;

  /** Input capsules per chunk at most, so that a single image keeps several threads busy. */
  private static final int LARGEST_CHUNK = 96;

  final int batch;
  final int in;
  final int inDimensions;
  final int out;
  final int outDimensions;
  final int rounds;

  /** Whether the gradient goes through all rounds. */
  final boolean allRounds;

  /** J · E, rows of an input capsule's weights. */
  final int rows;

  /** Blocks of images. */
  final int blocks;

  /** Images rounded up to whole blocks. */
  final int paddedBatch;

  /** Input capsules per chunk. */
  final int chunk;

  /** How many chunks. */
  final int chunks;

  /** The first round whose coefficients are kept for the gradient, counted from 0; at least 1. */
  final int firstKept;

  RoutingExtents(RoutingGeometry g) {
    batch = g.batch();
    in = g.inCapsules();
    inDimensions = g.inDimensions();
    out = g.outCapsules();
    outDimensions = g.outDimensions();
    rounds = g.rounds();
    allRounds = g.gradientThroughAllRounds();
    rows = out * outDimensions;
    blocks = (batch + COUNT - 1) / COUNT;
    paddedBatch = blocks * COUNT;
    int fitting = Math.clamp(CHUNK_WEIGHTS / ((long) rows * inDimensions), 1, LARGEST_CHUNK);
    chunks = (in + fitting - 1) / fitting;
    chunk = (in + chunks - 1) / chunks;
    firstKept = allRounds ? 1 : Math.max(1, rounds - 1);
  }

  /** Vectors that the dimensions of an output capsule fill. */
  final int vectorsPerOutput() {
    return (outDimensions + COUNT - 1) / COUNT;
  }

  /** Pairs of blocks; the last may lack its second. */
  final int pairs() {
    return (blocks + 1) / 2;
  }

  /** First input capsule of a chunk. */
  final int from(int chunkIndex) {
    return Math.min(in, chunkIndex * chunk);
  }

  /** One past the last input capsule of a chunk. */
  final int to(int chunkIndex) {
    return Math.min(in, (chunkIndex + 1) * chunk);
  }

  /** How many images of a block are there. */
  final int imagesIn(int block) {
    return Math.min(COUNT, batch - block * COUNT);
  }

  /** How many products {@link PredictionGradient} has. */
  final int products() {
    return allRounds ? 2 * (rounds - 1) : Math.min(1, rounds - 1);
  }

  /**
   * What the weight gradient gathers of an input capsule: u, [D][padded B], and coefficients,
   * [k][J][padded B].
   */
  final int inputFloats() {
    return (inDimensions + products() * out) * paddedBatch;
  }

  /** How much memory of its own each worker needs: the most that any pass does. */
  final int ownFloats() {
    int forwards = (2 * rows + out) * COUNT;
    int toInput = 2 * (rows + CAPSULES * inDimensions) * COUNT;
    int toWeight = CAPSULES * (inputFloats() + 2 * inDimensions * COUNT) + 2 * IMAGES * COUNT;
    return Math.max(forwards, Math.max(toInput, toWeight));
  }

  /**
   * All that a plan takes from its workspace.
   *
   * @param workers how many threads there are
   */
  final long floats(int workers) {
    long capsules = (long) blocks * in * COUNT;
    long sums = (long) blocks * rows * COUNT;
    long vectors = (long) out * vectorsPerOutput() * batch * COUNT;
    int gradients = allRounds ? rounds : 1;
    int earlier = allRounds ? rounds - 1 : 0;
    long coefficients = (long) (rounds - firstKept + earlier) * capsules * out;
    return capsules * inDimensions
        + coefficients
        + sums * (chunks + 2L * gradients + rounds)
        + vectors * (gradients + earlier)
        + (long) workers * ownFloats();
  }

  /** About how many operations one pass over all prediction vectors takes. */
  final long operations() {
    return 2L * paddedBatch * in * rows * inDimensions;
  }
}
