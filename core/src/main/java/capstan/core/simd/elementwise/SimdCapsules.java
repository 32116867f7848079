package capstan.core.simd.elementwise;

import static capstan.core.simd.lanes.Lanes.COUNT;

import capstan.core.Tensor;
import capstan.core.Workers;
import capstan.core.kernel.Capsules;
import capstan.core.simd.lanes.RowLanes;
import capstan.core.simd.lanes.Scratch;
import capstan.core.simd.lanes.Sharing;

/**
 * Squash, lengths and their gradients for any number of rows: rows of 8 and of 16 where they lie,
 * the rest of them and other sizes turned into lanes.
 */
public final class SimdCapsules extends Capsules {
  /** What is to be done to each row. */
  private enum Task {
    SQUASH,
    SQUASH_BACKWARD,
    EXPONENTIAL_SQUASH,
    EXPONENTIAL_SQUASH_BACKWARD,
    LENGTHS,
    LENGTHS_BACKWARD
  }

  private final Workers workers;
  private final Scratch scratch;

  /**
   * Squash on a team.
   *
   * @param workers the threads that share the work
   */
  public SimdCapsules(Workers workers) {
    this.workers = workers;
    scratch = new Scratch(workers.threads());
  }

  @Override
  protected void computeSquash(Tensor s, float epsilon, Tensor v) {
    run(new Call(Task.SQUASH, s, epsilon, s, v));
  }

  @Override
  protected void computeSquashBackward(Tensor s, float epsilon, Tensor dv, Tensor ds) {
    run(new Call(Task.SQUASH_BACKWARD, s, epsilon, dv, ds));
  }

  @Override
  protected void computeExponentialSquash(Tensor s, Tensor v) {
    run(new Call(Task.EXPONENTIAL_SQUASH, s, 0, s, v));
  }

  @Override
  protected void computeExponentialSquashBackward(Tensor s, Tensor dv, Tensor ds) {
    run(new Call(Task.EXPONENTIAL_SQUASH_BACKWARD, s, 0, dv, ds));
  }

  @Override
  protected void computeLengths(Tensor v, float epsilon, Tensor lengths) {
    run(new Call(Task.LENGTHS, v, epsilon, v, lengths));
  }

  @Override
  protected void computeLengthsBackward(Tensor v, float epsilon, Tensor dLengths, Tensor dv) {
    run(new Call(Task.LENGTHS_BACKWARD, v, epsilon, dLengths, dv));
  }

  private void run(Call call) {
    int rows = call.s.shape().rows();
    int dimensions = call.dimensions();
    // A multiple of every vector's length, so that all widths cut alike.
    int rowsPerPart = 16 * Math.max(1, Sharing.CHUNK / 16 / Math.max(1, dimensions));
    scratch.reserve((2 * dimensions + 1) * COUNT);
    Sharing.run(
        workers,
        4L * rows * dimensions,
        (rows + rowsPerPart - 1) / rowsPerPart,
        (part, worker) -> {
          int from = part * rowsPerPart;
          int to = Math.min(rows, from + rowsPerPart);
          for (int row = from + call.inPlace(from, to); row < to; row += COUNT) {
            call.asLanes(row, Math.min(COUNT, to - row), scratch.of(worker));
          }
        });
  }

  private record Call(Task task, Tensor s, float epsilon, Tensor gradient, Tensor result) {

    int dimensions() {
      return s.shape().columns();
    }

    /** Does rows where they lie, if a kernel fits; says how many. */
    private int inPlace(int from, int to) {
      int dimensions = dimensions();
      int sAt = s.offset() + from * dimensions;
      int gradientAt = gradient.offset() + from * dimensions;
      int at = result.offset() + from * dimensions;
      int count = to - from;
      if (dimensions == 8) {
        count -= count % SquashKernels.rowsPerStep8();
      }
      int n = count * dimensions;
      if (task == Task.SQUASH && dimensions == 8) {
        SquashKernels.forward8(n, epsilon, s.array(), sAt, result.array(), at);
      } else if (task == Task.SQUASH && dimensions == 16) {
        SquashKernels.forward16(n, epsilon, s.array(), sAt, result.array(), at);
      } else if (task == Task.SQUASH_BACKWARD && dimensions == 8) {
        SquashKernels.backward8(
            n, epsilon, s.array(), sAt, gradient.array(), gradientAt, result.array(), at);
      } else if (task == Task.SQUASH_BACKWARD && dimensions == 16) {
        SquashKernels.backward16(
            n, epsilon, s.array(), sAt, gradient.array(), gradientAt, result.array(), at);
      } else {
        return 0;
      }
      return count;
    }

    /** Does at most as many rows as a vector has lanes. */
    private void asLanes(int row, int count, float[] lanes) {
      int dimensions = dimensions();
      int at = row * dimensions;
      int second = dimensions * COUNT;
      int lengths = 2 * second;
      RowLanes.load(count, dimensions, s.array(), s.offset() + at, lanes, 0);
      switch (task) {
        case SQUASH -> {
          SquashKernels.forwardLanes(dimensions, epsilon, lanes, 0, lanes, second);
          RowLanes.store(count, dimensions, lanes, second, result.array(), result.offset() + at);
        }
        case SQUASH_BACKWARD -> {
          RowLanes.load(count, dimensions, gradient.array(), gradient.offset() + at, lanes, second);
          SquashKernels.backwardLanes(dimensions, epsilon, lanes, 0, lanes, second, lanes, second);
          RowLanes.store(count, dimensions, lanes, second, result.array(), result.offset() + at);
        }
        case EXPONENTIAL_SQUASH -> {
          ExponentialSquashKernels.forward(dimensions, lanes, 0, lanes, second);
          RowLanes.store(count, dimensions, lanes, second, result.array(), result.offset() + at);
        }
        case EXPONENTIAL_SQUASH_BACKWARD -> {
          RowLanes.load(count, dimensions, gradient.array(), gradient.offset() + at, lanes, second);
          ExponentialSquashKernels.backward(dimensions, lanes, 0, lanes, second);
          RowLanes.store(count, dimensions, lanes, second, result.array(), result.offset() + at);
        }
        case LENGTHS -> {
          SquashKernels.lengths(dimensions, epsilon, lanes, 0, lanes, lengths);
          RowLanes.store(count, 1, lanes, lengths, result.array(), result.offset() + row);
        }
        case LENGTHS_BACKWARD -> {
          RowLanes.load(count, 1, gradient.array(), gradient.offset() + row, lanes, lengths);
          SquashKernels.lengthsBackward(dimensions, epsilon, lanes, 0, lanes, lengths);
          RowLanes.store(count, dimensions, lanes, 0, result.array(), result.offset() + at);
        }
      }
    }
  }
}
