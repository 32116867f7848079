package capstan.core.simd.routing;

import static capstan.core.simd.lanes.Lanes.COUNT;

import capstan.core.Tensor;
import capstan.core.Workspace;
import capstan.core.kernel.RoutingGeometry;
import java.util.Arrays;

/**
 * Where a routing layer's intermediate results lie. Prediction vectors are never stored: each round
 * computes them again, one input capsule at a time. The largest tensors kept are the coupling
 * coefficients, sixteen times smaller in the paper's network.
 */
final class RoutingMemory extends RoutingExtents {
  /** Input capsules, [blocks][I][D][lanes]. */
  final Tensor images;

  /** Shares of a sum over input capsules, [blocks][chunks][J · E][lanes]. */
  final Tensor partial;

  /** s of each round, [blocks][J · E][lanes]; without their gradients only the last is kept. */
  final Tensor[] sums;

  /** v of rounds 0 … t added up, for each t but the last, [blocks][J · E][lanes]. */
  final Tensor[] outputs;

  /** c of each round from {@code firstKept} on, [blocks][I][J][lanes]. */
  final Tensor[] coefficients;

  private final Workspace workspace;
  private final Tensor[] own;

  RoutingMemory(RoutingGeometry g, Workspace workspace, int workers) {
    super(g);
    this.workspace = workspace;
    images = workspace.take(blocks, in, inDimensions, COUNT);
    partial = workspace.take(blocks, chunks, rows, COUNT);
    sums = new Tensor[rounds];
    outputs = new Tensor[rounds - 1];
    coefficients = new Tensor[rounds];
    Tensor shared = null;
    for (int round = 0; round < rounds; round++) {
      if (shared == null || allRounds) {
        shared = takeBlocks();
      }
      sums[round] = shared;
      if (round >= firstKept) {
        coefficients[round] = takeCoefficients();
      }
    }
    for (int round = 0; round < rounds - 1; round++) {
      outputs[round] = takeBlocks();
    }
    own = new Tensor[workers];
    for (int worker = 0; worker < workers; worker++) {
      own[worker] = workspace.take(ownFloats());
    }
  }

  /** A tensor of [blocks][J · E][lanes]. */
  Tensor takeBlocks() {
    return workspace.take(blocks, rows, COUNT);
  }

  /** A tensor of [blocks][I][J][lanes]. */
  Tensor takeCoefficients() {
    return workspace.take(blocks, in, out, COUNT);
  }

  /** A tensor of [vectors of output dimensions][images][lanes]. */
  Tensor takeVectors() {
    return workspace.take(out * vectorsPerOutput(), batch, COUNT);
  }

  /** A worker's own memory. */
  Tensor own(int worker) {
    return own[worker];
  }

  /** Index of an input capsule in {@link #images}. */
  int image(int block, int i) {
    return images.offset() + (block * in + i) * inDimensions * COUNT;
  }

  /** Index of a chunk's share in {@link #partial}. */
  int share(int block, int chunkIndex) {
    return partial.offset() + (block * chunks + chunkIndex) * rows * COUNT;
  }

  /** Index of a block in a tensor of [blocks][J · E][lanes]. */
  int block(Tensor tensor, int block) {
    return tensor.offset() + block * rows * COUNT;
  }

  /** Index of an input capsule in a tensor of [blocks][I][J][lanes]. */
  int coefficient(Tensor tensor, int block, int i) {
    return tensor.offset() + (block * in + i) * out * COUNT;
  }

  /** Zeroes a chunk's share, to be added to. */
  void clearShare(int block, int chunkIndex) {
    int at = share(block, chunkIndex);
    Arrays.fill(partial.array(), at, at + rows * COUNT, 0);
  }

  /** û of an input capsule for a block, or two, into [1 or 2][J · E][lanes]. */
  void predict(int block, boolean two, int i, Tensor w, float[] p, int pAt) {
    int wAt = w.offset() + i * rows * inDimensions;
    float[] u = images.array();
    int uAt = image(block, i);
    if (two) {
      int secondU = image(block + 1, i);
      PredictionKernels.setTwo(rows, inDimensions, w.array(), wAt, u, uAt, secondU, p, pAt);
    } else {
      PredictionKernels.set(rows, inDimensions, w.array(), wAt, u, uAt, p, pAt);
    }
  }
}
